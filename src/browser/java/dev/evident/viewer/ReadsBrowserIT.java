package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
        List<String> counts = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/events/stats?")) {
                counts.add(request.url());
            }
        });
        page.clock().install();
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer() + "?live=1");
        loaded(page);
        assertThat(page.locator(".live-button.open")).isVisible();
        sendAndLetCount(page, 1); // whatever the start of the page reads has been recorded by then too

        for (int n = 2; n <= 3; n++) {
            int before = counts.size();
            sendAndLetCount(page, n);
            assertThat(counts).hasSize(before + 1);
        }
        assertThat(page.locator(".row.event .type .filtering").allTextContents().subList(0, 4))
                .containsExactly("evident.events_read", "user.login", "evident.events_read", "user.login");
    }

    /** Sends an event, and answers when all that the page asks because of it has been asked. */
    private void sendAndLetCount(Page page, int n) {
        service.send(event("user.login", "maria", "{\"n\":" + n + "}"));
        recounted(page, n);
        page.clock().fastForward("00:05"); // longer than the page waits before it counts again
        page.evaluate("fetch('config.json').then((answer) => answer.status)"); // behind whatever it has just asked
    }

    /** Waits for an event and for what the service records of the counting that follows. */
    private static void recounted(Page page, int n) {
        Locator sent = page.locator(".row.event", new Page.LocatorOptions().setHasText("n=" + n));
        assertThat(sent).isVisible();
        assertThat(row(page, 0)).containsText("path=/events/stats");
        assertThat(row(page, 1)).containsText("n=" + n);
    }
}
