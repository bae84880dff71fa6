package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser on the real service, which starts once for each class and holds {@link #events}. A test
 * fails when the console says anything that the test did not announce as provoked.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ViewerCase {
    static final Path SHOTS = Path.of("target", "viewer-screenshots");

    EvidentProcess service;
    Browsing browsing;

    /** A piece of the console messages that the test under way wants. */
    String provoked = "";

    /** What is recorded before the tests; the last one is the newest. */
    abstract List<String> events();

    /** Environment variables of the service. */
    Map<String, String> environment() {
        return Map.of();
    }

    /** Arguments of the browser, besides those of all tests. */
    List<String> browserArguments() {
        return List.of();
    }

    @BeforeAll
    void startService(@TempDir Path data) throws Exception {
        browsing = new Browsing(browserArguments());
        service = EvidentProcess.start(data, environment());
        if (!events().isEmpty()) {
            service.sendAll(events());
        }
    }

    @AfterAll
    void stopService() {
        service.close();
        browsing.close();
    }

    @BeforeEach
    void expectSilence() {
        provoked = "";
    }

    @AfterEach
    void consoleStayedSilent() {
        assertThat(browsing.finish(provoked)).isEmpty();
    }

    static NewContextOptions desktop() {
        return new NewContextOptions().setViewportSize(1440, 900);
    }

    static NewContextOptions phone() {
        return new NewContextOptions().setViewportSize(390, 844);
    }

    /** The page with a token, at a query, with its list loaded. */
    Page connected(NewContextOptions options, String query) {
        Page page = browsing.open(options);
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer() + query);
        loaded(page);
        return page;
    }

    /** A script that gives the page a token before it starts; once, so that what the page forgets stays forgotten. */
    static String withToken(String token) {
        return "if (window === top && !sessionStorage.getItem('given')) { sessionStorage.setItem('given', 'yes'); "
                + "sessionStorage.setItem('evident.token', '" + token + "'); }";
    }

    /** Waits until the list and its counts are there and nothing is under way. */
    static void loaded(Page page) {
        assertThat(page.locator("#events")).isVisible();
        assertThat(page.locator("#events")).hasAttribute("aria-busy", "false");
    }

    static Locator row(Page page, int index) {
        return page.locator("#row-" + index);
    }

    static Locator drawer(Page page) {
        return page.locator(".drawer");
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                com.microsoft.playwright.options.AriaRole.BUTTON,
                new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Keeps a picture beside the build. */
    static void shoot(Page page, String name) {
        page.evaluate("document.fonts.ready.then(() => true)");
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }
}
