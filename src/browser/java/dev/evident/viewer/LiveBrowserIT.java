package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** New events as they come: on top, held back while the reader is elsewhere, and none lost when the service restarts. */
class LiveBrowserIT extends ViewerCase {
    private int sent;

    @Override
    List<String> events() {
        return IntStream.range(0, 80)
                .mapToObj(i -> event("old.event", "maria", "{\"old\":" + i + "}"))
                .toList();
    }

    @Test
    void comesOnTopAndWaitsWhileTheReaderIsElsewhere() {
        Page page = connected(desktop(), "");
        page.keyboard().press("l");
        assertThat(page).hasURL(service.viewer() + "?live=1");
        assertThat(page.locator(".live-button.open")).isVisible();
        int first = send(1);
        assertThat(row(page, 0)).containsText("n=" + first);

        page.locator("#events").evaluate("box => box.scrollTo(0, 600)");
        assertThat(row(page, 0)).hasCount(0);
        int last = send(3);
        Locator held = page.locator(".new-events");
        assertThat(held).hasText(Pattern.compile("↑ 3 new events"));
        shoot(page, "light-live");
        held.click();
        assertThat(row(page, 0)).containsText("n=" + last);
        assertThat(row(page, 3)).containsText("n=" + first);
        assertThat(held).hasCount(0);

        page.locator(".live-button").click();
        assertThat(page.locator(".live-button.on")).hasCount(0);
    }

    @Test
    void anOpenedRowStaysInItsPlace() {
        Page page = connected(desktop(), "?live=1");
        assertThat(page.locator(".live-button.open")).isVisible();
        row(page, 2).locator(".time").click();
        String opened = drawer(page).locator(".fields").first().textContent();
        double place = page.locator(".row.selected").boundingBox().y;
        int last = send(2);
        assertThat(page.locator(".new-events")).hasText(Pattern.compile("↑ 2 new events"));
        assertThat(page.locator(".row.selected").boundingBox().y).isEqualTo(place);
        assertThat(drawer(page).locator(".fields").first()).hasText(opened);
        page.keyboard().press("Escape");
        assertThat(row(page, 0)).containsText("n=" + last);
    }

    @Test
    void theDotFollowsTheConnection() {
        provoked = "net::ERR_INTERNET_DISCONNECTED";
        Page page = connected(desktop(), "?live=1");
        Locator dot = page.locator(".live-button i");
        assertThat(page.locator(".live-button.open")).isVisible();
        Object green = dot.evaluate("dot => getComputedStyle(dot).backgroundColor");
        page.context().setOffline(true);
        assertThat(page.locator(".live-button.waiting")).isVisible();
        assertThat(dot.evaluate("dot => getComputedStyle(dot).backgroundColor")).isNotEqualTo(green);
        page.context().setOffline(false);
        assertThat(page.locator(".live-button.open")).isVisible();
    }

    @Test
    void onlyWhatMatchesComes() {
        Page page = connected(desktop(), "?f=event_type=wanted&live=1");
        assertThat(page.locator(".live-button.open")).isVisible();
        send(2);
        service.send(event("wanted", "maria", "{}"));
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(row(page, 0)).containsText("wanted");
        assertThat(page.locator(".counts b").first()).hasText("1");
    }

    @Test
    void aRestartLosesAndRepeatsNothing() throws Exception {
        provoked = "net::ERR_";
        Page page = connected(desktop(), "?live=1");
        assertThat(page.locator(".live-button.open")).isVisible();
        int before = send(2);
        assertThat(row(page, 0)).containsText("n=" + before);
        service.stop();
        assertThat(page.locator(".live-button.waiting")).isVisible();
        service.startAgain();
        int after = send(2);
        assertThat(row(page, 0)).containsText("n=" + after);
        assertThat(page.locator(".live-button.open")).isVisible();

        List<Object> wanted = new ArrayList<>();
        for (int n = after; n > before - 2; n--) {
            wanted.add("n=" + n);
        }
        assertThat(page.locator(".row.event .data").allTextContents().subList(0, wanted.size()))
                .isEqualTo(wanted);
    }

    /** Sends this number of events one after the other, and returns the number of the last. */
    private int send(int count) {
        for (int i = 0; i < count; i++) {
            service.send(event("new.event", "sam", "{\"n\":" + ++sent + "}"));
        }
        return sent;
    }
}
