package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.TOKEN;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, on the real service. */
class ViewerBrowserIT {
    private static final int EVENTS = 250;
    private static final Path SHOTS = Path.of("target", "viewer-screenshots");
    private static final String HOSTILE_TYPE = "<img src=x onerror=alert(1)>";
    private static final String EXACT =
            "{\"big\":9007199254740993,\"huge\":1e400,\"money\":0.1000,\"__proto__\":{\"polluted\":true}}";
    private static final String HOSTILE = "{\"html\":\"</script><script>alert(1)</script>\",\"rtl\":\"\u202Egpj.exe\","
            + "\"hidden\":\"a\u200Bb\",\"link\":\"javascript:alert(1)\",\"long\":\"" + "x".repeat(10_000) + "\"}";

    private static EvidentProcess service;
    private static Browsing browsing;

    private String provoked = "";

    @BeforeAll
    static void startService(@TempDir Path data) throws Exception {
        browsing = new Browsing();
        service = EvidentProcess.start(data);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < EVENTS - 3; i++) {
            String type = i % 5 == 0 ? "user.login" : "document.viewed";
            events.add(event(type, i % 2 == 0 ? "maria@northwind.example" : "svc-ci", "{\"n\":" + i + "}"));
        }
        events.add(event("numbers.exact", "svc-ci", EXACT));
        events.add(event(HOSTILE_TYPE, "eve\u202Egpj.exe", HOSTILE));
        events.add(event("role.granted", "maria@northwind.example", "{\"role\":\"admin\",\"target\":\"sam\"}"));
        service.sendAll(events);
    }

    @AfterAll
    static void stopService() {
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

    @Test
    void asksForATokenAndSaysWhenItIsWrong() {
        provoked = "status of 401";
        Page page = browsing.open(desktop());
        page.navigate(service.viewer());

        page.getByLabel("Token").fill("not-the-token");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("The service does not accept this token.");
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);

        page.getByLabel("Token").fill(TOKEN);
        page.getByText("Connect", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(row(page, 0)).isVisible();
        assertThat(page.locator(".token-button")).hasText(Pattern.compile("Token\\s+…oken"));
        assertThat(page.url()).doesNotContain(TOKEN);

        page.reload();
        assertThat(row(page, 0)).isVisible();

        page.locator(".token-button").click();
        page.getByLabel("Token").fill("not-the-token");
        page.keyboard().press("Enter");
        assertThat(page.locator("#token-error")).hasText("The service does not accept this token.");
        page.getByText("Cancel").click();
        assertThat(row(page, 0)).isVisible();
    }

    @Test
    void aTokenThatStopsWorkingIsDropped() {
        provoked = "status of 401";
        Page page = browsing.open(desktop());
        page.addInitScript("sessionStorage.setItem('evident.token', 'expired')");
        page.navigate(service.viewer());

        assertThat(page.getByLabel("Token")).isVisible();
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
    }

    @Test
    void showsTheNewestEventFirst() {
        Page page = connected(desktop(), "");

        assertThat(row(page, 0)).containsText("role.granted");
        assertThat(row(page, 0)).containsText("role=admin");
        assertThat(row(page, 0).locator("time")).hasAttribute("title", Pattern.compile("\\.\\d{6}Z$"));
        assertThat(row(page, 2)).containsText("numbers.exact");
        assertThat(row(page, 3)).containsText("n=" + (EVENTS - 4));
        shoot(page, "light-list");
    }

    @Test
    void clicksOnTypeAndUserFilterAndBackUndoesThem() {
        Page page = connected(desktop(), "");

        row(page, 0).getByText("role.granted").click();
        assertThat(page.locator(".chip")).hasText("event_type=role.granted");
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(page.url()).endsWith("?f=event_type=role.granted");

        page.goBack();
        assertThat(page.locator(".chip")).hasCount(0);
        row(page, 3).locator(".user a").click();
        row(page, 3).locator(".type a").click();
        assertThat(page.locator(".chip")).hasCount(2);
        String address = page.url();
        String shown = row(page, 0).textContent();

        Page other = connected(desktop(), address.substring(address.indexOf('?')));
        assertThat(other.locator(".chip")).hasCount(2);
        assertThat(row(other, 0)).hasText(shown);

        page.locator(".chip button").first().click();
        assertThat(page.locator(".chip")).hasCount(1);
        page.goBack();
        assertThat(page.locator(".chip")).hasCount(2);
        page.goBack();
        page.goBack();
        assertThat(page.locator(".chip")).hasCount(0);
        assertThat(row(page, 0)).containsText("role.granted");
    }

    @Test
    void takesTypedFiltersOnAnyField() {
        Page page = connected(desktop(), "");
        Locator box = page.locator("#query");

        page.keyboard().press("/");
        assertThat(box).isFocused();
        box.fill("maria");
        box.press("Enter");
        assertThat(page.locator("#query-hint")).containsText("field=value");

        box.fill("variant_data.n=7");
        box.press("Enter");
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(row(page, 0)).containsText("n=7");

        box.fill("user_id!=svc-ci");
        box.press("Enter");
        assertThat(page.getByText("No events match")).isVisible();
        page.locator(".chip.not .chip-op").click();
        assertThat(page.locator(".row.event")).hasCount(1);
        box.press("Backspace");
        assertThat(page.locator(".chip")).hasCount(1);
        page.getByText("Clear", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(row(page, 0)).containsText("role.granted");
    }

    @Test
    void loadsMoreToTheVeryFirstEvent() {
        Page page = connected(desktop(), "");
        assertThat(page.locator(".counts b")).hasText("100");

        page.getByText("Load more").click();
        assertThat(page.locator(".counts b")).not().hasText("100");
        for (int i = 0; i < 4; i++) {
            page.locator("#events").evaluate("box => box.scrollTo(0, box.scrollHeight)");
            page.waitForTimeout(200);
        }
        assertThat(page.locator(".counts b")).hasText(String.valueOf(EVENTS));
        assertThat(page.getByText("This is where the log begins.")).isVisible();
        assertThat(page.locator(".row.event").last()).containsText("n=0");
        assertThat(page.locator(".row.event").count()).isLessThan(45);
    }

    @Test
    void theDrawerShowsNumbersDigitForDigit() {
        Page page = connected(desktop(), "");
        row(page, 2).locator(".time").click();
        Locator drawer = page.locator(".drawer");

        assertThat(drawer.locator("h2")).hasText("numbers.exact");
        assertThat(drawer).containsText("9007199254740993");
        shoot(page, "light-drawer");
        drawer.getByText("JSON").click();
        assertThat(drawer).containsText("\"big\": 9007199254740993,");
        assertThat(drawer).containsText("\"huge\": 1e400,");
        assertThat(drawer).containsText("\"money\": 0.1000,");
        assertThat(drawer).containsText("\"__proto__\": {");
        assertThat(page.evaluate("({}).polluted === undefined")).isEqualTo(true);

        String address = page.url();
        page.goBack();
        assertThat(drawer).hasCount(0);
        Page other = connected(desktop(), address.substring(address.indexOf('?')) + "&f=event_type=role.granted");
        assertThat(other.locator(".drawer")).containsText("9007199254740993");
    }

    @Test
    void hostileTextIsShownAsText() {
        Page page = connected(desktop(), "");
        row(page, 1).locator(".time").click();
        Locator drawer = page.locator(".drawer");

        assertThat(row(page, 1)).containsText(HOSTILE_TYPE);
        assertThat(row(page, 1)).containsText("eve\\u202egpj.exe");
        assertThat(drawer).containsText("</script><script>alert(1)</script>");
        assertThat(drawer).containsText("javascript:alert(1)");
        assertThat(drawer).containsText("a\\u200bb");
        assertThat(page.locator("#app img:not(.mark), #app script, #app a[href^='javascript']"))
                .hasCount(0);
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);

        row(page, 1).locator(".type a").click();
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(page.locator(".chip-value")).hasText(HOSTILE_TYPE);
        row(page, 0).locator(".user a").click();
        assertThat(page.locator(".row.event")).hasCount(1);
        page.reload();
        assertThat(page.locator(".chip")).hasCount(2);
        assertThat(page.locator(".row.event")).hasCount(1);
    }

    @Test
    void theKeyboardIsEnough() {
        Page page = connected(desktop(), "");
        page.keyboard().press("j");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.locator(".drawer h2")).hasText(HOSTILE_TYPE);
        page.keyboard().press("j");
        assertThat(page.locator(".drawer h2")).hasText("numbers.exact");
        page.keyboard().press("k");
        page.keyboard().press("k");
        assertThat(page.locator(".drawer h2")).hasText("role.granted");
        page.keyboard().press("Escape");
        assertThat(page.locator(".drawer")).hasCount(0);
        page.keyboard().press("End");
        assertThat(page.locator(".row.current")).isVisible();
        page.keyboard().press("Home");
        page.keyboard().press("e");
        assertThat(page.locator(".chip")).hasText("event_type=role.granted");
    }

    @Test
    void darkModeFollowsTheSystemAndRemembersTheChoice() {
        Page page = connected(desktop().setColorScheme(ColorScheme.DARK), "");
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(13, 15, 20)");
        shoot(page, "dark-list");

        page.getByLabel("Light colours").click();
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
        page.reload();
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
    }

    @Test
    void fitsAPhone() {
        Page page = connected(new NewContextOptions().setViewportSize(390, 844), "");
        assertThat(row(page, 0)).isVisible();
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
        shoot(page, "phone");
        row(page, 0).click();
        assertThat(page.locator(".drawer")).isVisible();
        page.getByLabel("Close").click();
        assertThat(page.locator(".drawer")).hasCount(0);
    }

    @Test
    void waitsForAnIndexThatIsBehind() {
        provoked = "status of 503";
        Page page = browsing.open(desktop());
        page.addInitScript("sessionStorage.setItem('evident.token', '" + TOKEN + "')");
        String body = "{\"type\":\"urn:evident:problem:index-behind\",\"status\":503,\"detail\":\"12 of 250 events.\"}";
        page.route(
                Pattern.compile("/events\\?"),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(503)
                        .setHeaders(Map.of(
                                "Content-Type", "application/problem+json",
                                "Retry-After", "1",
                                "Access-Control-Allow-Origin", "*",
                                "Access-Control-Expose-Headers", "Retry-After"))
                        .setBody(body)),
                new Page.RouteOptions().setTimes(1));
        page.navigate(service.viewer());

        assertThat(page.getByText("The search index is catching up")).isVisible();
        assertThat(page.getByText("12 of 250 events.")).isVisible();
        assertThat(row(page, 0)).isVisible();
    }

    @Test
    void startsEmptyShowsTheFirstEventAndSaysWhenTheServiceIsGone(@TempDir Path fresh) throws Exception {
        provoked = "ERR_CONNECTION_REFUSED";
        try (EvidentProcess empty = EvidentProcess.start(fresh)) {
            Page page = browsing.open(desktop());
            page.navigate(empty.viewer());
            page.getByLabel("Token").fill(TOKEN);
            page.keyboard().press("Enter");
            assertThat(page.getByText("Send your first event")).isVisible();
            assertThat(page.locator("pre")).containsText("/event ");
            shoot(page, "light-empty");

            empty.send(event("user.login", "maria", "{\"ip\":\"203.0.113.24\"}"));
            page.getByText("Refresh", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(row(page, 0)).containsText("user.login");
            assertThat(page.locator(".row.event")).hasCount(1);

            empty.stop();
            page.getByText("Refresh", new Page.GetByTextOptions().setExact(true))
                    .click();
            assertThat(page.getByText("The service does not answer")).isVisible();
        }
    }

    private static NewContextOptions desktop() {
        return new NewContextOptions().setViewportSize(1440, 900);
    }

    private static Page connected(NewContextOptions options, String query) {
        Page page = browsing.open(options);
        page.addInitScript("sessionStorage.setItem('evident.token', '" + TOKEN + "')");
        page.navigate(service.viewer() + query);
        assertThat(page.locator("#events")).isVisible();
        return page;
    }

    private static Locator row(Page page, int index) {
        return page.locator("#row-" + index);
    }

    private static void shoot(Page page, String name) {
        page.evaluate("document.fonts.ready.then(() => true)");
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }
}
