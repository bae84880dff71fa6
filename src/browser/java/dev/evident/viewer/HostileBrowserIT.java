package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Text that an attacker chose is shown as text, in every place and view, and filtered by like any other. */
class HostileBrowserIT extends ViewerCase {
    private static final List<String> STRINGS = List.of(
            "<img src=x onerror=alert(1)>",
            "</script><script>alert(1)</script>",
            "javascript:alert(1)",
            "{{constructor.constructor('alert(1)')()}}",
            "\u202Egpj.exe",
            "a\u200Bb\u2066c\u00ADd",
            "__proto__",
            "constructor",
            "toString",
            "hasOwnProperty",
            "' or 1=1 --",
            "a=b!=c",
            "&f=user_id=root",
            "%00%3Cscript%3E",
            "${alert(1)}",
            "line\nbreak\ttab",
            "🏳️‍🌈 é ａ",
            "*",
            "a\\*b");

    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (String text : STRINGS) {
            String json = io.vertx.core.json.Json.encode(text);
            events.add(event(
                    text,
                    text,
                    "{" + json + ":" + json + ",\"deep\":{" + json + ":[" + json + ",{" + json + ":" + json
                            + "}]},\"changes\":{" + json + ":{\"from\":" + json + ",\"to\":null}},\"target\":" + json
                            + "}"));
        }
        events.add(event(
                "long.words",
                "w".repeat(200),
                "{\"" + "k".repeat(10_000) + "\":\"" + "v".repeat(10_000) + "\",\"nest\":" + "[".repeat(60)
                        + "]".repeat(60) + "}"));
        return events;
    }

    @Test
    void everyViewOfEveryStringShowsTextOnly() {
        Page page = connected(desktop(), "");
        assertThat(page.locator(".row.event")).hasCount(STRINGS.size() + 1);
        for (int i = 0; i <= STRINGS.size(); i++) {
            page.keyboard().press("j");
            if (i == 0) {
                page.keyboard().press("Enter");
            }
            for (String tab : List.of("fields", "changes", "json", "api")) {
                Locator button = page.locator("#tab-" + tab);
                if (button.count() == 1) {
                    button.click();
                    assertThat(page.locator("#panel")).not().isEmpty();
                }
            }
            assertClean(page);
            page.locator("#events").focus();
        }
        shoot(page, "hostile");
    }

    @Test
    void directionAndInvisibleCharactersAreShownAsEscapes() {
        Page page = connected(desktop(), "");
        Locator row = page.locator(".row.event", new Page.LocatorOptions().setHasText("gpj.exe"));
        assertThat(row).containsText("\\u202egpj.exe");
        assertThat(page.locator(".row.event", new Page.LocatorOptions().setHasText("line")))
                .containsText("line\\nbreak\\ttab");
        page.locator(".facet").first().locator(".show-more").click();
        assertThat(page.locator(".facet").first()).containsText("a\\u200bb\\u2066c\\u00add");
    }

    @Test
    void everyStringFiltersToItself() {
        Page page = connected(desktop(), "");
        for (int i = 0; i < STRINGS.size(); i++) {
            Locator row = row(page, STRINGS.size() - i);
            String shown = row.locator(".type a").textContent();
            row.locator(".type a").click();
            assertThat(page.locator(".chip")).hasCount(1);
            assertThat(page.locator(".row.event")).hasCount(1);
            assertThat(row(page, 0).locator(".type a")).hasText(shown);
            page.reload();
            assertThat(page.locator(".row.event")).hasCount(1);
            assertClean(page);
            page.goBack();
            assertThat(page.locator(".row.event")).hasCount(STRINGS.size() + 1);
        }
    }

    @Test
    void anAddressThatSomebodyChoseIsOnlyAQuery() {
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(
                service.viewer()
                        + "?f=__proto__=x&f=%3Cimg%20src=x%20onerror=alert(1)%3E&tz=%3Cb%3E&theme=x&density=y&range=javascript:1&event=../../x");
        assertThat(page.locator(".chip"))
                .hasText(new String[] {"__proto__=x", "f=<img src=x onerror=alert(1)>", "range=javascript:1"});
        assertClean(page);
        page.locator(".chip.wrong button").first().click();
        page.locator(".chip.wrong button").first().click();
        loaded(page);
        assertThat(page.locator(".chip")).hasText("__proto__=x");
        assertClean(page);
        provoked = "status of 404";
    }

    private static void assertClean(Page page) {
        assertThat(page.locator(
                        "#app img:not(.mark), #app script, #app iframe, #app [onerror], #app a[href^='javascript']"))
                .hasCount(0);
        assertThat(page.evaluate("({}).polluted === undefined && document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
    }
}
