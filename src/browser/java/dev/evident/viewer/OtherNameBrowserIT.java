package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

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
        provoked = ProxyBrowserIT.PLAIN_HTTP;
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer().replace("localhost", "audit.test").replace("127.0.0.1", "audit.test"));
        loaded(page);
        assertThat(row(page, 0)).containsText("user.login");
        assertThat(page.locator(".api-host")).containsText("audit.test:");
        assertThat(page.locator(".pill")).containsText("Not checked here");
    }
}
