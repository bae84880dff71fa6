package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.evident.PathProxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and the API behind a proxy that ends TLS: every call goes over TLS, and the browser can check proofs. */
class TlsBrowserIT extends ViewerCase {
    private static final String NAME = "audit.test";

    /** The machine itself as well, with all its ports free. */
    private static final String PROXY = "127.0.0.2";

    @Override
    List<String> events() {
        return List.of(event("user.login", "maria", "{\"n\":1}"), event("user.logout", "maria", "{\"n\":2}"));
    }

    @Override
    List<String> browserArguments() {
        return List.of("--host-resolver-rules=MAP " + NAME + " " + PROXY);
    }

    @Test
    void theSamePortsWithTls(@TempDir Path keys) throws Exception {
        SelfSigned key = SelfSigned.make(keys, NAME);
        URI viewer = URI.create(service.viewer());
        URI api = service.api();
        try (PathProxy page = PathProxy.start(Map.of("/", viewer), key.options(), PROXY, viewer.getPort());
                PathProxy calls = PathProxy.start(Map.of("/", api), key.options(), PROXY, api.getPort())) {
            visit(service, "https://" + NAME + ":" + page.port() + "/", "https://" + NAME + ":" + calls.port() + "/");
        }
    }

    @Test
    void pathsOfOneNameWithTls(@TempDir Path keys, @TempDir Path data) throws Exception {
        SelfSigned key = SelfSigned.make(keys, NAME);
        try (EvidentProcess other = EvidentProcess.start(data, Map.of("EVIDENT_VIEWER_API_URL", "/audit-api"))) {
            other.sendAll(events());
            Map<String, URI> servers = Map.of("/audit/", URI.create(other.viewer()), "/audit-api/", other.api());
            try (PathProxy proxy = PathProxy.start(servers, key.options(), PROXY, 0)) {
                String name = "https://" + NAME + ":" + proxy.port();
                visit(other, name + "/audit/", name + "/audit-api/");
            }
        }
    }

    /** Looks at everything that depends on addresses: list, counts, log, live, proof, and what the console would say. */
    private void visit(EvidentProcess behind, String viewer, String api) {
        Page page = browsing.open(desktop().setIgnoreHTTPSErrors(true));
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        Response response = page.navigate(viewer + "?live=1");
        assertThat(response.headerValue("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        loaded(page);
        assertThat(page.evaluate("isSecureContext")).isEqualTo(true);
        assertThat(page.locator(".pill.ok")).containsText("Signed and unbroken");
        assertThat(page.locator(".api-host")).hasText(URI.create(api).getAuthority());
        assertThat(page.locator(".value")).not().hasCount(0);

        assertThat(page.locator(".live-button.open")).isVisible();
        behind.send(event("role.granted", "sam", "{\"n\":3}"));
        assertThat(row(page, 0)).containsText("role.granted");
        row(page, 0).locator(".time").click();
        assertThat(page.locator(".proof-card.ok")).containsText("unchanged since it was recorded");

        assertThat(asked).allMatch(url -> url.startsWith(viewer) || url.startsWith(api));
        assertThat(asked).anyMatch(url -> url.startsWith(api + "events?"));
        page.close(); // ends the tail before the proxy
    }
}
