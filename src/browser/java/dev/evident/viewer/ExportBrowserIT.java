package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
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

        String csv = Files.readString(file);
        assertThat(csv.lines().findFirst().orElseThrow().split(",", -1))
                .startsWith("timestamp", "event_type", "user_id")
                .contains("variant_data.n")
                .doesNotContain("variant_data");
        assertThat(page.locator(".toast")).containsText("Exported 1,200 events, complete,");

        button(page, "Export").click();
        Download forExcel =
                page.waitForDownload(() -> page.locator(".item", new Page.LocatorOptions().setHasText("CSV for Excel"))
                        .click());
        forExcel.saveAs(folder.resolve("excel"));
        assertThat(Files.readString(folder.resolve("excel"))).startsWith("\uFEFFtimestamp,event_type,user_id");
    }

    @Test
    void csvHasTheColumnsOfTheListWhereThatIsWanted(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "?f=event_type=user.login&cols=time,n,user_id");
        Path file = folder.resolve("columns.csv");
        button(page, "Export").click();
        page.waitForDownload(() -> page.getByText("CSV of these columns").click())
                .saveAs(file);
        assertThat(Files.readString(file)).startsWith("timestamp,n,user_id\r\n");
    }

    @Test
    void anEvidencePackChecksItselfInABrowser(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "?f=event_type=user.login&f=n<50");
        Path file = folder.resolve("pack.zip");
        button(page, "Export").click();
        page.waitForDownload(() -> page.getByText("Evidence pack").click()).saveAs(file);
        assertThat(page.locator(".toast")).containsText("evident-");
        unzip(file, folder.resolve("pack"));
        Page cover = browsing.open(desktop());
        Path html = folder.resolve("pack/cover.html");
        cover.navigate(html.toUri().toString());
        int events = (int) Files.readString(folder.resolve("pack/events/00000001.ndjson"))
                .lines()
                .count();
        assertThat(events).isPositive();
        assertThat(cover.locator("#verdict.ok")).containsText("All " + events + " events hold");
        assertThat(cover.locator("#events tr")).hasCount(events);
        assertThat(cover.locator("dl")).containsText("event_type=user.login, and n<50");
        assertThat(cover.locator("dl"))
                .containsText(service.client().get("/log/key").body().strip());
        shoot(cover, "evidence-cover");

        // One letter of one event in the page itself.
        String page64 = Files.readString(html);
        int at = page64.indexOf("data-name=\"events/00000001.ndjson\">") + 36 + 40;
        char other = page64.charAt(at) == 'A' ? 'B' : 'A';
        Files.writeString(html, page64.substring(0, at) + other + page64.substring(at + 1));
        cover.reload();
        assertThat(cover.locator("#verdict.bad")).containsText("do not hold");
    }

    @Test
    void aProofAndAPackAreTakenFromAnEvent(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "");
        row(page, 2).locator(".time").click();
        Download proof =
                page.waitForDownload(() -> page.getByText("Download proof").click());
        assertThat(proof.suggestedFilename()).matches("evident-proof-\\d+\\.json");
        proof.saveAs(folder.resolve("proof.json"));
        assertThat(Files.readString(folder.resolve("proof.json"))).contains("\"checkpoint\"", "\"path\"");
        Path file = folder.resolve("one.zip");
        page.waitForDownload(() -> drawer(page).getByText("Evidence pack").click())
                .saveAs(file);
        unzip(file, folder.resolve("one"));
        assertThat(Files.readString(folder.resolve("one/manifest.json"))).contains("\"events\" : 1,");
    }

    @Test
    void onPaperStandTheListOrTheEvent() {
        Page page = connected(desktop(), "?f=event_type=user.login");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(page.locator(".row.event")).hasCount(100);
        assertThat(page.locator(".print-head")).containsText("event_type = user.login");
        assertThat(page.locator(".topbar, .query, .rail").first()).isHidden();
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
        row(page, 0).locator(".time").click();
        assertThat(drawer(page).locator(".proof-card.ok")).isVisible();
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(drawer(page).locator(".proof-card .facts")).isVisible();
        assertThat(drawer(page).locator(".fields").first()).isVisible();
        assertThat(page.locator(".list")).isHidden();
    }

    private static void unzip(Path file, Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                Files.write(target, zip.readAllBytes());
            }
        }
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
