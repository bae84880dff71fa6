package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event has two honest times: when it happened, and when it was recorded. Neither hides what the other has. */
class TimeAxisBrowserIT extends ViewerCase {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        events.add(event("user.login", 0, 0));
        for (int n = 1; n <= 3; n++) {
            events.add(event("attack", 2 * 24 * 60 + n, n)); // minutes ago
        }
        events.add(event("role.granted", 90, 4));
        return events;
    }

    private String event(String type, long minutesAgo, int n) {
        String happened =
                minutesAgo == 0 ? "" : "\"occurred_at\":\"" + now.minus(minutesAgo, ChronoUnit.MINUTES) + "\",";
        return "{\"event_type\":\"" + type + "\",\"user_id\":\"maria\"," + happened + "\"variant_data\":{\"n\":" + n
                + "}}";
    }

    @Test
    void whatHappenedTwoDaysAgoStandsTwoDaysAgo() {
        Page page = connected(desktop(), "?f=user_id=maria&range=7d");
        assertThat(page.locator(".row.event .data")).hasText(new String[] {"n=0", "n=4", "n=1", "n=2", "n=3"});
        assertThat(page.locator(".row.day")).not().hasCount(0);
        assertThat(row(page, 2).locator(".lag")).hasText(Pattern.compile("^\\+2d"));
        assertThat(row(page, 2).locator("time"))
                .hasAttribute(
                        "title",
                        Pattern.compile("^"
                                + now.minus(2 * 24 * 60 + 1, ChronoUnit.MINUTES)
                                        .toString()
                                        .substring(0, 16)));
        row(page, 2).locator(".time").click();
        assertThat(drawer(page)).containsText("recorded 2 d after it happened");
        shoot(page, "light-happened");
    }

    @Test
    void whatTheOtherTimeHasIsSaidAndLedTo() {
        Page page = connected(desktop(), "?f=user_id=maria");
        assertThat(page.locator(".counts b").first()).hasText("2");
        assertThat(page.locator(".elsewhere")).hasText("3 more were recorded in this range but happened before it");
        page.locator(".elsewhere a").click();
        assertThat(page.locator(".row.event")).hasCount(3);
        assertThat(row(page, 0)).containsText("attack");
        assertThat(page).hasURL(Pattern.compile("axis=recorded"));
        assertThat(page.locator(".elsewhere")).hasCount(0);
    }

    @Test
    void theSwitchDrivesListRangeHistogramAndExport(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "?f=user_id=maria");
        assertThat(page.locator(".row.event")).hasCount(2);
        button(page, "Recorded").click();
        assertThat(page).hasURL(service.viewer() + "?f=user_id=maria&axis=recorded");
        assertThat(page.locator(".row.event .data")).hasText(new String[] {"n=4", "n=3", "n=2", "n=1", "n=0"});
        assertThat(page.locator(".counts b").first()).hasText("5");
        button(page, "Happened").click();
        assertThat(page.locator(".row.event")).hasCount(2);
        button(page, "Export").click();
        Path file = folder.resolve("export.ndjson");
        Download download = page.waitForDownload(() -> page.getByText("NDJSON").click());
        download.saveAs(file);
        assertThat(Files.readAllLines(file)).hasSize(3).noneMatch(line -> line.contains("attack"));
    }

    @Test
    void theColumnTurnsTheOrderAround() {
        Page page = connected(desktop(), "?f=user_id=maria&range=7d");
        page.locator(".order").click();
        assertThat(page).hasURL(service.viewer() + "?f=user_id=maria&range=7d&order=asc");
        assertThat(page.locator(".row.event .data")).hasText(new String[] {"n=3", "n=2", "n=1", "n=4", "n=0"});
        assertThat(page.locator("[aria-sort=ascending]")).hasCount(1);
        page.locator(".order").click();
        assertThat(row(page, 0)).containsText("n=0");
    }

    @Test
    void whatComesLiveStandsWhereItHappened() {
        Page page = connected(desktop(), "?range=7d&f=user_id=lia&live=1");
        assertThat(page.locator(".live-button.open")).isVisible();
        for (int n = 20; n < 23; n++) {
            service.send(event("late", (n - 20) * 24L * 60, n).replace("maria", "lia"));
            assertThat(page.locator(".row.event")).hasCount(n - 19);
        }
        service.send(event("late", 60, 23).replace("maria", "lia"));
        assertThat(page.locator(".row.event .data")).hasText(new String[] {"n=20", "n=23", "n=21", "n=22"});
    }
}
