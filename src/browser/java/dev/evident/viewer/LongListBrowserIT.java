package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A list that goes on for long: only what is in sight exists, and the end is reached. */
class LongListBrowserIT extends ViewerCase {
    private static final int EVENTS = 100_000;
    private static final int BATCH = 10_000;
    private static final int MAX_IN_DOM = 45;
    private static final double MAX_HEAP = 150e6;
    private static final String SETTLED =
            """
            () => new Promise((done) => {
              const look = () => {
                if (document.getElementById('events').ariaBusy === 'false') done();
                else requestAnimationFrame(look);
              };
              requestAnimationFrame(() => requestAnimationFrame(look));
            })""";
    private static final String IN_DOM = "document.querySelectorAll('.rows > .row').length";

    @Override
    List<String> events() {
        return List.of();
    }

    @BeforeAll
    void fill() {
        for (int from = 0; from < EVENTS; from += BATCH) {
            service.sendAll(IntStream.range(from, from + BATCH)
                    .mapToObj(n -> event("user.login", "user-" + n % 97, "{\"n\":" + n + "}"))
                    .toList());
        }
    }

    @Test
    void theWheelAndTheEndKeyReachTheFirstEvent() {
        Page page = connected(desktop(), "?range=all");
        page.mouse().move(700, 600);
        int seen = 0;
        for (int at = 0; at < 3000; at = lastLoaded(page)) {
            page.mouse().wheel(0, 20_000);
            settled(page);
            seen = Math.max(seen, inDom(page));
        }
        while (!page.locator(".list-end").textContent().contains("This is where the log begins.")) {
            page.keyboard().press("End");
            settled(page);
            seen = Math.max(seen, inDom(page));
        }
        page.keyboard().press("End");
        assertThat(row(page, EVENTS - 1)).containsText("n=0");
        assertThat(row(page, EVENTS - 1)).isInViewport();
        assertThat(seen).isBetween(20, MAX_IN_DOM);
        assertThat(heap(page)).as("bytes of JavaScript heap").isLessThan(MAX_HEAP);

        page.keyboard().press("Home");
        assertThat(row(page, 0)).containsText("n=" + (EVENTS - 1));
        assertThat(row(page, 0)).isInViewport();
    }

    private static int lastLoaded(Page page) {
        return ((Number) page.evaluate("Math.round(document.querySelector('.rows').clientHeight / 32)")).intValue();
    }

    private static int inDom(Page page) {
        return ((Number) page.evaluate(IN_DOM)).intValue();
    }

    /** Waits until what a scroll or a key asked for is there and drawn. */
    private static void settled(Page page) {
        page.evaluate(SETTLED);
    }

    /** Bytes of JavaScript objects that are in use. */
    private static double heap(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        session.send("HeapProfiler.collectGarbage");
        JsonObject usage = session.send("Runtime.getHeapUsage");
        return usage.get("usedSize").getAsDouble();
    }
}
