package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The export of the current query, saved as a file only when it is whole. */
class ExportBrowserIT extends ViewerCase {
    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            events.add(event(
                    i % 3 == 0 ? "user.login" : "document.viewed",
                    "maria",
                    "{\"n\":" + i + ",\"text\":\"a\\n\\\"b\\\"\"}"));
        }
        return events;
    }

    @Test
    void ndjsonHoldsEveryMatchAsRecorded(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "?f=event_type=user.login");
        Path file = save(page, "NDJSON", folder);

        List<String> lines = Files.readAllLines(file, UTF_8);
        assertThat(lines).hasSize(401);
        assertThat(lines.get(0)).contains("\"n\":1197").contains("\"event_type\":\"user.login\"");
        assertThat(lines.get(400)).isEqualTo("{\"evident_export\":{\"count\":400,\"complete\":true}}");
        assertThat(page.locator(".toast")).containsText("Exported 400 events");
    }

    @Test
    void csvIsCountedByItsRecords(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "");
        Path file = save(page, "CSV", folder);

        assertThat(Files.readString(file)).startsWith("id,seq,timestamp,event_type");
        assertThat(page.locator(".toast")).containsText("Exported 1,200 events");

        button(page, "Export").click();
        Download forExcel =
                page.waitForDownload(() -> page.locator(".item", new Page.LocatorOptions().setHasText("CSV for Excel"))
                        .click());
        forExcel.saveAs(folder.resolve("excel"));
        assertThat(Files.readString(folder.resolve("excel"))).startsWith("\uFEFFid,seq,timestamp,event_type");
    }

    @Test
    void anExportThatBreaksOffIsNotSaved() {
        Page page = connected(desktop(), "");
        List<Download> saved = new ArrayList<>();
        page.onDownload(saved::add);
        page.route(Pattern.compile("/events\\?"), route -> {
            if ("application/x-ndjson".equals(route.request().headerValue("accept"))) {
                route.fulfill(new Route.FulfillOptions()
                        .setHeaders(Map.of(
                                "Content-Type", "application/x-ndjson",
                                "Access-Control-Allow-Origin", "*"))
                        .setBody("{\"id\":\"1\"}\n{\"id\":\"2\"}\n"));
            } else {
                route.resume();
            }
        });
        button(page, "Export").click();
        page.locator(".item", new Page.LocatorOptions().setHasText("NDJSON")).click();
        assertThat(page.locator(".toast")).containsText("broke off");
        assertThat(saved).isEmpty();
    }

    @Test
    void anExportIsCancelled() {
        Page page = connected(desktop(), "");
        page.route(Pattern.compile("/events\\?"), route -> {
            if (!"text/csv".equals(route.request().headerValue("accept"))) {
                route.resume();
            } // the response to the export never comes
        });
        button(page, "Export").click();
        page.locator(".item", new Page.LocatorOptions().setHasText("CSV"))
                .first()
                .click();
        assertThat(page.locator(".export-progress")).isVisible();
        page.getByLabel("Cancel the export").click();
        assertThat(page.locator(".toast")).containsText("Export cancelled");
        assertThat(button(page, "Export")).isVisible();
    }

    private static Path save(Page page, String format, Path folder) {
        button(page, "Export").click();
        Download download =
                page.waitForDownload(() -> page.locator(".item", new Page.LocatorOptions().setHasText(format))
                        .first()
                        .click());
        assertThat(download.suggestedFilename()).endsWith("." + format.toLowerCase(java.util.Locale.ROOT));
        Path file = folder.resolve("export");
        download.saveAs(file);
        return file;
    }
}
