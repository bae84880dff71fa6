package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people come with, answered by what stands on the screen. */
class QuestionsBrowserIT extends ViewerCase {
    @Override
    List<String> events() {
        return List.of(
                "{\"event_type\":\"user.login_failed\",\"user_id\":\"admin\",\"occurred_at\":\"2026-03-12T02:41:07Z\","
                        + "\"variant_data\":{\"ip\":\"185.220.101.34\",\"outcome\":\"denied\"}}",
                "{\"event_type\":\"user.login_failed\",\"user_id\":\"root\",\"occurred_at\":\"2026-03-12T03:10:00Z\","
                        + "\"variant_data\":{\"ip\":\"185.220.101.34\",\"outcome\":\"denied\"}}",
                "{\"event_type\":\"role.changed\",\"user_id\":\"dora\","
                        + "\"variant_data\":{\"target\":\"alice\",\"changes\":{\"role\":{\"from\":\"viewer\",\"to\":\"owner\"}}}}",
                "{\"event_type\":\"document.exported\",\"user_id\":\"bob\",\"occurred_at\":\"2026-03-31T23:59:00Z\","
                        + "\"variant_data\":{\"document\":\"prices\"}}",
                "{\"event_type\":\"document.exported\",\"user_id\":\"bob\",\"occurred_at\":\"2026-04-01T00:01:00Z\","
                        + "\"variant_data\":{\"document\":\"salaries\"}}");
    }

    @Test
    void whoTriedToLogInFromAnAddressWithinAnHour() {
        Page page = connected(desktop(), "");
        page.locator(".time-button").click();
        page.locator(".custom-range input").first().fill("2026-03-12T02:00");
        page.locator(".custom-range input").last().fill("2026-03-12T03:00");
        button(page, "Apply").click();
        ask(page, "ip=185.220.101.34");
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(row(page, 0)).containsText("user.login_failed");
        assertThat(row(page, 0)).containsText("admin");
        assertThat(row(page, 0).locator(".outcome")).hasText("denied");
    }

    @Test
    void whoChangedARoleFromWhatToWhat() {
        Page page = connected(desktop(), "");
        ask(page, "alice role");
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(row(page, 0).locator(".user")).containsText("dora");
        assertThat(row(page, 0).locator(".was")).hasText("viewer");
        assertThat(row(page, 0).locator(".is")).hasText("owner");
    }

    @Test
    void whatSomebodyExportedInAMonthAsAFileForAnAuditor(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "");
        page.navigate(service.viewer() + "?range=2026-03-01T00:00Z..2026-04-01T00:00Z");
        loaded(page);
        ask(page, "user_id=bob event_type=document.exported");
        assertThat(page.locator(".row.event")).hasCount(1);
        button(page, "Export").click();
        Path file = folder.resolve("pack.zip");
        page.waitForDownload(() -> page.getByText("Evidence pack").click()).saveAs(file);
        Path cover = folder.resolve("cover.html");
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("cover.html")) {
                    Files.write(cover, zip.readAllBytes());
                }
            }
        }
        Page auditor = browsing.open(desktop());
        auditor.context().setOffline(true);
        auditor.navigate(cover.toUri().toString());
        assertThat(auditor.locator("#verdict.ok")).containsText("The one event holds");
        assertThat(auditor.locator("#events")).containsText("prices");
        assertThat(auditor.locator("#events")).not().containsText("salaries");
    }

    @Test
    void whetherAnEventIsGenuine() {
        Page page = connected(desktop(), "?f=event_type=role.changed");
        assertThat(row(page, 0).locator(".tick.proved")).isVisible();
        row(page, 0).locator(".time").click();
        assertThat(page.locator(".proof-card.ok")).containsText("unchanged since it was recorded");
        assertThat(page.locator(".proof-card.ok")).containsText("Not proved: that the sender told the truth.");
    }

    private static void ask(Page page, String line) {
        page.locator("#query").fill(line);
        page.locator("#query").press("Enter");
        loaded(page);
    }
}
