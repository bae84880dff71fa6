package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.evident.PathProxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page under another name than the machine's own, by itself and behind a reverse proxy's path. */
class ProxyBrowserIT extends ViewerCase {
    private static final String NAME = "audit.test";

    @Override
    List<String> events() {
        return List.of(event("user.login", "maria", "{\"n\":1}"), event("user.logout", "maria", "{\"n\":2}"));
    }

    @Override
    Map<String, String> environment() {
        return Map.of("EVIDENT_VIEWER_API_URL", "/audit-api");
    }

    @Override
    List<String> browserArguments() {
        return List.of("--host-resolver-rules=MAP " + NAME + " 127.0.0.1");
    }

    @Test
    void pageAndApiBelowPathsOfOneName() {
        Map<String, URI> servers = Map.of("/audit/", URI.create(service.viewer()), "/audit-api/", service.api());
        try (PathProxy proxy = PathProxy.start(servers)) {
            String address = "http://" + NAME + ":" + proxy.port() + "/audit/";
            Page page = browsing.open(desktop());
            page.addInitScript(withToken(EvidentProcess.TOKEN));
            page.navigate(address + "?live=1");
            loaded(page);
            assertThat(page.locator(".live-button.open")).isVisible();
            assertThat(page.locator(".value")).not().hasCount(0);
            service.send(event("role.granted", "sam", "{\"n\":3}"));
            assertThat(row(page, 0)).containsText("role.granted");

            page.locator(".rail a", new Page.LocatorOptions().setHasText("maria"))
                    .click();
            assertThat(page).hasURL(address + "?f=user_id=maria&live=1");
            assertThat(page.locator(".row.event")).hasCount(2);
            page.reload();
            assertThat(page.locator(".row.event")).hasCount(2);

            // Browsers do no cryptography for a page that comes over plain http from elsewhere.
            row(page, 0).locator(".time").click();
            assertThat(page.locator(".proof-card")).containsText("Cannot verify here");
            page.locator(".proof-card summary").click();
            assertThat(page.locator(".by-hand pre").first())
                    .containsText("http://" + NAME + ":" + proxy.port() + "/audit-api/events/");
            assertThat(page.locator(".by-hand pre").first()).containsText("evident verify --proof proof.json --key");
            shoot(page, "light-by-hand");
            page.close(); // ends the tail before the proxy
        }
    }
}
