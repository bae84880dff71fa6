package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the page is for, in events as they come from elsewhere: find who closed a pull request, prove it, and export what
 * was found; with the mouse alone, and with the keyboard alone. Nobody has to know the name of a field.
 */
class HuntBrowserIT extends ViewerCase {
    private static final Path REAL = Path.of("src", "test", "resources", "github-events.ndjson");
    private static final String USER = "Codertocat";
    private static final String CLOSED = "github.pull_request.closed";
    private static final int MAX_TABS = 120;

    @Override
    List<String> events() {
        try {
            return Files.readAllLines(REAL, UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void withTheMouseAlone(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "");
        value(page, "User", USER).click();
        more(page).click();
        value(page, "action", "closed").click();
        value(page, "Event type", CLOSED).click();
        assertThat(page.locator(".row.event")).hasCount(1);
        row(page, 0).locator(".time").click();
        assertProved(page);
        shoot(page, "light-hunt");

        button(page, "Export").click();
        Download download = page.waitForDownload(() -> item(page).click());
        assertExported(download, folder);
    }

    @Test
    void withTheKeyboardAlone(@TempDir Path folder) throws Exception {
        Page page = connected(desktop(), "");
        tabTo(page, more(page));
        page.keyboard().press("Enter");
        tabTo(page, value(page, "action", "closed"));
        page.keyboard().press("Enter");
        tabTo(page, value(page, "Event type", CLOSED));
        page.keyboard().press("Enter");
        assertThat(page.locator(".row.event")).hasCount(1);
        page.keyboard().press("j");
        page.keyboard().press("u");
        assertThat(page.locator(".chip")).hasCount(3);
        loaded(page);
        assertThat(page.locator(".row.event")).hasCount(1);
        page.keyboard().press("j");
        tabTo(page, page.locator("#events"));
        page.keyboard().press("Enter");
        assertProved(page);

        page.keyboard().press("/"); // the tools stand behind the search box
        tabTo(page, button(page, "Export"));
        page.keyboard().press("Enter");
        assertThat(item(page)).isFocused();
        Download download = page.waitForDownload(() -> page.keyboard().press("Enter"));
        assertExported(download, folder);
    }

    private static Locator facet(Page page, String name) {
        return page.locator(".facet", new Page.LocatorOptions().setHas(named(page, ".facet-name", name)));
    }

    /** The button that shows what the actions hold besides the most frequent. */
    private static Locator more(Page page) {
        return facet(page, "action").locator(".show-more").first();
    }

    private static Locator value(Page page, String facet, String text) {
        return facet(page, facet)
                .locator(".value a", new Locator.LocatorOptions().setHas(named(page, ".value-text", text)));
    }

    private static Locator named(Page page, String selector, String text) {
        return page.locator(
                selector, new Page.LocatorOptions().setHasText(Pattern.compile("^" + text.replace(".", "\\.") + "$")));
    }

    private static Locator item(Page page) {
        return page.locator(".item", new Page.LocatorOptions().setHasText("NDJSON"));
    }

    private static void tabTo(Page page, Locator wanted) {
        assertThat(wanted).isVisible();
        for (int tabs = 0; tabs < MAX_TABS; tabs++) {
            if (Boolean.TRUE.equals(wanted.evaluate("it => it === document.activeElement"))) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("not reached with " + MAX_TABS + " tabs: " + wanted);
    }

    private static void assertProved(Page page) {
        assertThat(drawer(page).locator("h2")).hasText(CLOSED);
        assertThat(drawer(page).locator(".drawer-by b")).hasText(USER);
        assertThat(page.locator(".proof-card.ok")).containsText("unchanged since it was recorded");
    }

    private static void assertExported(Download download, Path folder) throws IOException {
        Path file = folder.resolve("export.ndjson");
        download.saveAs(file);
        List<String> lines = Files.readAllLines(file, UTF_8);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("\"event_type\":\"" + CLOSED + "\"").contains("\"user_id\":\"" + USER + "\"");
        assertThat(lines.get(1)).isEqualTo("{\"evident_export\":{\"count\":1,\"complete\":true}}");
    }
}
