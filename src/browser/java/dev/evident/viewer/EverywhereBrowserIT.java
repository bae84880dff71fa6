package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.TOKEN;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page at 200 % zoom, on a phone, by keyboard alone, in several tabs. */
class EverywhereBrowserIT extends ViewerCase {
    private static final int MIN_TARGET = 24;

    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(event(
                    "document.viewed",
                    i % 2 == 0 ? "maria" : "sam",
                    "{\"n\":" + i + ",\"deep\":{\"list\":[1,2,3,4,5,6,7,8,9,10,11,12]},\"country\":\"DE\"}"));
        }
        return events;
    }

    @Test
    void atTwiceTheSizeEverythingIsReached() {
        Page page = connected(desktop().setViewportSize(720, 450), "");
        assertThat(page.locator(".row.head")).containsText("UTC");
        assertThat(row(page, 0).locator(".data")).isVisible();
        button(page, "Filters").click();
        assertThat(page.locator(".rail")).isVisible();
        page.locator(".value a", new Page.LocatorOptions().setHasText("maria")).click();
        assertThat(page.locator(".rail .primary")).hasText("Show 20 events");
        page.locator(".rail .primary").click();
        assertThat(page.locator(".rail")).isHidden();
        assertThat(button(page, "Filters")).isFocused();

        row(page, 0).locator(".time").click();
        assertThat(drawer(page).locator(".proof-card.ok")).isVisible();
        Locator last = drawer(page).locator(".field-row").last();
        page.mouse().move(5, 5);
        drawer(page).evaluate("drawer => drawer.scrollTo(0, drawer.scrollHeight)");
        BoundingBox box = last.boundingBox();
        assertThat(box.y + box.height).isLessThanOrEqualTo(450);
        assertThat(drawer(page).locator("[data-close]")).isVisible();
        drawer(page).locator("[data-close]").click();
        assertThat(drawer(page)).hasCount(0);
    }

    @Test
    void aPhoneHasFiltersZoneDayAndData() {
        Page page = connected(phone().setTimezoneId("Europe/Berlin"), "");
        assertThat(page.locator(".row.head > :first-child")).hasText(Pattern.compile("^\\w{3} \\d+ \\w{3}.* UTC[^+]"));
        assertThat(row(page, 0).locator(".data")).containsText("country=DE");
        page.locator(".time-button").click();
        page.locator(".zone-choice button").last().click();
        assertThat(page).hasURL(service.viewer() + "?tz=local");
        assertThat(page.locator(".row.head > :first-child")).hasText(Pattern.compile("UTC\\+[12]"));
        page.keyboard().press("Escape");
        button(page, "Filters").click();
        assertThat(page.locator(".rail")).isVisible();
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isTrue();
        page.keyboard().press("Escape");
        shoot(page, "phone-list");
    }

    @Test
    void focusFollowsTheRowAndEnterOpensIt() {
        Page page = connected(desktop(), "");
        page.locator(".value a").first().focus();
        page.keyboard().press("j");
        assertThat(page.locator("#events")).isFocused();
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(drawer(page)).isVisible();
        assertThat(page.locator(".chip")).hasCount(0);
        assertThat(page.locator(".row.selected")).containsText("n=38");
    }

    @Test
    void skipLinksLeadToTheEventsAndTheSearch() {
        Page page = connected(desktop(), "");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip a").first()).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#events")).isFocused();
        page.locator(".skip a").last().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#query")).isFocused();
    }

    @Test
    void keysOfASingleCharacterAreSwitchedOff() {
        Page page = connected(desktop(), "");
        page.keyboard().press("?");
        page.getByLabel("Keys of a single character").uncheck();
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        page.keyboard().press("l");
        page.keyboard().press("?");
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(page.locator(".row.current")).hasCount(0);
        assertThat(page.locator(".live-button.on")).hasCount(0);
        page.keyboard().press("ArrowDown");
        assertThat(page.locator(".row.current")).hasCount(1);
        page.reload();
        loaded(page);
        page.keyboard().press("j");
        assertThat(page.locator(".row.current")).hasCount(0);
        button(page, "Help").click();
        page.getByLabel("Keys of a single character").check();
        page.keyboard().press("Escape");
        page.keyboard().press("j");
        assertThat(page.locator(".row.current")).hasCount(1);
    }

    @Test
    void targetsAreLargeEnough() {
        Page page = connected(desktop(), "?f=country=DE&f=user_id!=sam");
        row(page, 0).locator(".time").click();
        page.locator("#tab-json").click();
        Object small = page.evaluate(
                "min => [...document.querySelectorAll('button, summary, input, select, .chip a, .value"
                        + " a')].filter((it) => it.checkVisibility() && !it.classList.contains('link-button')).map((it) =>"
                        + " [it.outerHTML.slice(0, 120), it.getBoundingClientRect()]).filter(([, box]) => box.width < min"
                        + " || box.height < min).map(([html, box]) => html + ' ' + box.width + 'x' + box.height)",
                MIN_TARGET);
        assertThat((List<?>) small).isEmpty();
    }

    @Test
    void oneSignInServesAllTabsAndSigningOutEndsItInAll() {
        Page first = connected(desktop(), "");
        Page second = first.context().newPage();
        second.navigate(service.viewer() + "?f=user_id=sam");
        assertThat(row(second, 0)).isVisible();
        assertThat(second.locator(".chip")).hasText("user_id=sam");
        assertThat((Boolean) second.evaluate("JSON.stringify(localStorage).includes('" + TOKEN + "')"))
                .isFalse();
        second.locator(".token-button").click();
        second.getByText("Forget token").click();
        assertThat(first.getByText("You signed out in another tab.")).isVisible();
        assertThat(first.locator(".row.event")).hasCount(0);
        first.getByLabel("Token").fill(TOKEN);
        first.keyboard().press("Enter");
        assertThat(row(second, 0)).isVisible();
    }

    @Test
    void theTitleTellsWhatIsShown() {
        Page page = connected(desktop(), "?f=user_id=sam&q=viewed");
        assertThat(page).hasTitle("user_id = sam, viewed, Last 24 hours · Audit log");
        row(page, 0).locator(".time").click();
        assertThat(page).hasTitle("document.viewed by sam · Audit log");
    }
}
