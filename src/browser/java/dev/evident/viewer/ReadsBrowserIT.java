package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that records each read, those of the page too: looking on does not make the log grow. */
class ReadsBrowserIT extends ViewerCase {
    @Override
    List<String> events() {
        return List.of(event("user.login", "maria", "{\"n\":0}"));
    }

    @Override
    Map<String, String> environment() {
        return Map.of("EVIDENT_AUDIT_EVENTS", "true", "EVIDENT_AUDIT_READS", "true");
    }

    @Test
    void anEventIsCountedOnceAndTheCountingIsNot() {
        Page page = browsing.open(desktop());
        page.clock().install();
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer() + "?live=1");
        loaded(page);
        assertThat(page.locator(".live-button.open")).isVisible();
        for (int n = 1; n <= 3; n++) { // after the first one, whatever the start of the page has read is there too
            service.send(event("user.login", "maria", "{\"n\":" + n + "}"));
            recounted(page, n);
            page.clock().fastForward("00:05"); // whatever is to be counted again by then is
        }

        List<String> newest = page.locator(".row.event .type .filtering").allTextContents();
        assertThat(newest.subList(0, 4))
                .containsExactly("evident.events_read", "user.login", "evident.events_read", "user.login");
    }

    /** Waits for an event and for what the service records of the counting that follows. */
    private static void recounted(Page page, int n) {
        Locator sent = page.locator(".row.event", new Page.LocatorOptions().setHasText("n=" + n));
        assertThat(sent).isVisible();
        assertThat(row(page, 0)).containsText("path=/events/stats");
        assertThat(row(page, 1)).containsText("n=" + n);
    }
}
