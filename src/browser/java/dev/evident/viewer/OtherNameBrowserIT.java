package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page by another name of the machine: it asks the API by that name, and the API lets it. */
class OtherNameBrowserIT extends ViewerCase {
    @Override
    List<String> events() {
        return List.of(event("user.login", "maria", "{\"n\":1}"));
    }

    @Override
    List<String> browserArguments() {
        return List.of("--host-resolver-rules=MAP audit.test 127.0.0.1");
    }

    @Test
    void theApiIsFoundByTheSameName() {
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer().replace("localhost", "audit.test").replace("127.0.0.1", "audit.test"));
        loaded(page);
        assertThat(row(page, 0)).containsText("user.login");
        assertThat(page.locator(".api-host")).containsText("audit.test:");
        assertThat(page.locator(".pill")).containsText("Not checked here");
    }

    @Test
    void theApiIsFoundByAnIpv6Address(@TempDir Path fresh) throws Exception {
        assumeTrue(hasIpv6(), "this machine has no IPv6");
        Map<String, String> hosts = Map.of(
                "EVIDENT_API_HOST", "::1",
                "EVIDENT_VIEWER_HOST", "::1",
                "EVIDENT_METRICS_HOST", "::1");
        try (EvidentProcess six = EvidentProcess.start(fresh, hosts)) {
            six.send(event("user.login", "maria", "{\"n\":1}"));
            Page page = browsing.open(desktop());
            page.addInitScript(withToken(EvidentProcess.TOKEN));
            page.navigate(six.viewer() + "?live=1");
            loaded(page);
            assertThat(page.locator(".api-host")).hasText("[::1]:" + six.api().getPort());
            assertThat(page.locator(".live-button.open")).isVisible();
            row(page, 0).locator(".time").click();
            assertThat(page.locator(".proof-card.ok")).isVisible();
        }
    }

    private static boolean hasIpv6() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
    }
}
