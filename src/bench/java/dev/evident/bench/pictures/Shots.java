package dev.evident.bench.pictures;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.util.Locale;

/** Photographs the page in its states, each in light and in dark. For one thread. */
final class Shots {
    private static final String WITH_TOKEN = "sessionStorage.setItem('evident.token', 'secret_token')";

    /** The event that the picture of the front page has open: a few rows down, with somebody it is about. */
    private static final String TELLING = ".row.event:nth-child(n + 6):has-text('target=')";

    private final Browser browser;
    private final String viewer;
    private final Path folder;

    /**
     * @param viewer the page's address
     * @param folder where the pictures go
     */
    Shots(Browser browser, String viewer, Path folder) {
        this.browser = browser;
        this.viewer = viewer;
        this.folder = folder;
    }

    /** Of a service with events. */
    void all() {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            desktop(scheme);
            narrow(scheme);
        }
    }

    /** Of a service that nothing was sent to yet. */
    void firstRun() {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            try (BrowserContext context = context(scheme, 1440, 900)) {
                Page page = context.newPage();
                page.navigate(viewer);
                page.locator(".first-run").waitFor();
                shoot(page, scheme, "first-run");
            }
        }
    }

    private void desktop(ColorScheme scheme) {
        try (BrowserContext context = context(scheme, 1440, 900)) {
            Page page = context.newPage();
            go(page, "?range=7d");
            shoot(page, scheme, "list");
            open(page, page.locator(TELLING).first());
            shoot(page, scheme, "viewer");
            page.locator(".proof-card summary").click();
            shoot(page, scheme, "proof");
            page.locator("#tab-json").click();
            shoot(page, scheme, "json");

            go(page, "?range=7d&f=event_type=invoice.updated&f=country!=DE");
            open(page, page.locator(".row.event").nth(4));
            page.locator("#tab-changes").click();
            shoot(page, scheme, "diff");

            go(page, "?range=7d&q=nothing-has-this-word");
            shoot(page, scheme, "no-match");
            go(page, "?range=24h");
            page.keyboard().press("?");
            page.locator("dialog[open]").waitFor();
            shoot(page, scheme, "keys");
            page.navigate(viewer + "?range=24h&q=" + "x".repeat(3000));
            page.locator(".notice").waitFor();
            shoot(page, scheme, "trouble");
        }
    }

    private void narrow(ColorScheme scheme) {
        try (BrowserContext context = context(scheme, 390, 844)) {
            Page page = context.newPage();
            go(page, "?range=7d");
            shoot(page, scheme, "phone");
            open(page, page.locator(".row.event").nth(3));
            shoot(page, scheme, "phone-drawer");
        }
    }

    private BrowserContext context(ColorScheme scheme, int width, int height) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setLocale("en-GB")
                .setTimezoneId("UTC")
                .setViewportSize(width, height));
        context.addInitScript(WITH_TOKEN);
        return context;
    }

    private void go(Page page, String query) {
        page.navigate(viewer + query);
        page.locator("#events[aria-busy=false]").waitFor();
        page.locator(".pill.ok").waitFor();
        page.locator(".bars g rect, .no-match").first().waitFor();
        page.locator(".tick.sealed")
                .first()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    }

    private static void open(Page page, Locator row) {
        row.locator(".time").click();
        page.locator(".proof-card.ok").waitFor();
        page.locator(".row.selected .tick.proved").waitFor();
    }

    private void shoot(Page page, ColorScheme scheme, String name) {
        page.mouse().move(0, 0);
        page.evaluate("document.fonts.ready.then(() => true)");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(folder.resolve(name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
    }
}
