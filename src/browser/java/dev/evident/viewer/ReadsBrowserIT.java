package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.evident.Await;
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
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/events/stats?")) {
                asked.add(request.url());
            }
        });
        page.clock().install();
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer() + "?live=1");
        loaded(page);
        assertThat(page.locator(".live-button.open")).isVisible();
        awaitRecorded(page, asked);

        for (int n = 1; n <= 3; n++) {
            int before = asked.size();
            service.send(event("user.login", "maria", "{\"n\":" + n + "}"));
            assertThat(rows(page, "n=" + n)).isVisible();
            letCount(page);
            Await.until("the event is counted", () -> reads(page) > before);
            awaitRecorded(page, asked);
            letCount(page);
            assertThat(asked).hasSize(before + 1);
        }
    }

    /** Lets the time pass that the page waits before it counts again. */
    private static void letCount(Page page) {
        page.clock().fastForward("00:05");
        page.evaluate("fetch('config.json').then((response) => response.status)"); // behind whatever it has just asked
    }

    /** Waits until the list shows what the service records of each counting. */
    private static void awaitRecorded(Page page, List<String> asked) {
        Await.until("each counting is in the list", () -> reads(page) == asked.size());
    }

    private static int reads(Page page) {
        return rows(page, "path=/events/stats").count();
    }

    private static Locator rows(Page page, String text) {
        return page.locator(".row.event", new Page.LocatorOptions().setHasText(text));
    }
}
