package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list and the drawer: order, paging, keys, looks, and numbers digit for digit. */
class ListBrowserIT extends ViewerCase {
    private static final int EVENTS = 2500;
    private static final String EXACT =
            "{\"big\":9007199254740993,\"huge\":1e400,\"money\":0.1000,\"__proto__\":{\"polluted\":true},\"none\":null}";
    private static final String CHANGES = "{\"setting\":\"session\",\"changes\":{\"minutes\":{\"from\":30,\"to\":480},"
            + "\"mfa\":{\"from\":true,\"to\":false},\"domains\":{\"before\":[\"a\"],\"after\":[\"a\",\"b\"]}}}";

    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < EVENTS - 3; i++) {
            String type = i % 5 == 0 ? "user.login" : "document.viewed";
            events.add(event(type, i % 2 == 0 ? "maria@northwind.example" : "svc-ci", "{\"n\":" + i + "}"));
        }
        events.add(event("settings.changed", "sam", CHANGES));
        events.add(event("numbers.exact", "svc-ci", EXACT));
        events.add(event("role.granted", "maria@northwind.example", "{\"role\":\"admin\",\"target\":\"sam\"}"));
        return events;
    }

    @Test
    void showsTheNewestEventFirst() {
        Page page = connected(desktop(), "");
        assertThat(row(page, 0)).containsText("role.granted");
        assertThat(row(page, 0)).containsText("role=admin");
        assertThat(row(page, 0).locator("time")).hasAttribute("title", Pattern.compile("\\.\\d{6}Z$"));
        assertThat(row(page, 3)).containsText("n=" + (EVENTS - 4));
        assertThat(page.locator(".counts b").first()).hasText("2,500");
        assertThat(page.locator("svg.bars g")).not().hasCount(0);
        shoot(page, "light-list");
    }

    @Test
    void scrollsToTheVeryFirstEventWithFewRowsInThePage() {
        Page page = connected(desktop(), "");
        Locator oldest =
                page.locator(".row.event .data", new Page.LocatorOptions().setHasText(Pattern.compile("^n=0$")));
        page.waitForCondition(() -> {
            page.locator("#events").evaluate("box => box.scrollTo(0, box.scrollHeight)");
            assertThat(page.locator("#events [role=row]").count()).isLessThan(45);
            return oldest.count() == 1;
        });
        assertThat(page.getByText("No more events match.")).isVisible();
        assertThat(page.locator("#events")).hasAttribute("aria-rowcount", String.valueOf(EVENTS + 1));
        assertThat(page.locator("#row-" + (EVENTS - 1))).containsText("n=0");
    }

    @Test
    void theDrawerShowsNumbersDigitForDigitAndFolds() {
        Page page = connected(desktop(), "");
        row(page, 1).locator(".time").click();
        assertThat(drawer(page).locator("h2")).hasText("numbers.exact");
        assertThat(drawer(page)).containsText("9007199254740993");
        shoot(page, "light-drawer");
        page.locator("#tab-json").click();
        assertThat(drawer(page)).containsText("\"big\": 9007199254740993,");
        assertThat(drawer(page)).containsText("\"huge\": 1e400,");
        assertThat(drawer(page)).containsText("\"money\": 0.1000,");
        assertThat(drawer(page)).containsText("\"__proto__\": {");
        assertThat(page.evaluate("({}).polluted === undefined")).isEqualTo(true);
        int lines = page.locator(".json li").count();
        page.getByLabel(Pattern.compile("^Fold line")).last().click();
        assertThat(page.locator(".json li")).hasCount(lines - 2);
        assertThat(page.locator(".json li").last().locator(".line-number")).hasText(String.valueOf(lines));

        String address = page.url();
        page.goBack();
        assertThat(drawer(page)).hasCount(0);
        Page other = connected(desktop(), address.substring(address.indexOf('?')) + "&f=event_type=role.granted");
        assertThat(drawer(other)).containsText("9007199254740993");
    }

    @Test
    void changesStandBeforeAndAfter() {
        Page page = connected(desktop(), "?f=event_type=settings.changed");
        row(page, 0).locator(".time").click();
        page.locator("#tab-changes").click();
        assertThat(page.locator(".diff section")).hasCount(3);
        assertThat(page.locator(".diff .before").first()).containsText("30");
        assertThat(page.locator(".diff .after").last()).containsText("\"b\"");
        shoot(page, "light-diff");
        page.locator("#tab-api").click();
        assertThat(page.locator(".panel pre").first()).containsText("curl -s -H \"Authorization: Bearer $TOKEN\"");
        assertThat(page.locator(".panel")).not().containsText(EvidentProcess.TOKEN);
    }

    @Test
    void theKeyboardIsEnough() {
        Page page = connected(desktop(), "");
        page.keyboard().press("j");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(drawer(page).locator("h2")).hasText("numbers.exact");
        page.keyboard().press("j");
        assertThat(drawer(page).locator("h2")).hasText("settings.changed");
        page.keyboard().press("k");
        page.keyboard().press("k");
        assertThat(drawer(page).locator("h2")).hasText("role.granted");
        page.keyboard().press("Escape");
        assertThat(drawer(page)).hasCount(0);
        page.keyboard().press("PageDown");
        assertThat(page.locator("#events")).hasAttribute("aria-activedescendant", Pattern.compile("row-(1\\d|2\\d)"));
        page.keyboard().press("PageUp");
        page.keyboard().press("End");
        assertThat(page.locator(".row.current")).isVisible();
        page.keyboard().press("Home");
        page.keyboard().press("d");
        assertThat(row(page, 0)).hasCSS("height", "40px");
        assertThat(page).hasURL(service.viewer() + "?density=comfortable");
        page.keyboard().press("d");
        page.keyboard().press("?");
        assertThat(page.getByText("Keyboard shortcuts").last()).isVisible();
        shoot(page, "light-keys");
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog[open]")).hasCount(0);
        page.keyboard().press("Shift+E");
        assertThat(page.locator(".chip.not")).hasText("event_type≠role.granted");
        assertThat(row(page, 0)).containsText("numbers.exact");
        page.keyboard().press("Home");
        page.keyboard().press("u");
        assertThat(page.locator(".chip")).hasCount(2);
    }

    @Test
    void keysThatComeBeforeTheListAreNotLost() {
        Page page = connected(desktop(), "");
        List<Route> held = new ArrayList<>();
        page.route(Pattern.compile("/events\\?"), held::add);
        page.locator(".rail a", new Page.LocatorOptions().setHasText("document.viewed"))
                .click();
        page.locator("#events").focus();
        page.waitForCondition(() -> !held.isEmpty());
        page.keyboard().press("j");
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        assertThat(drawer(page)).hasCount(0);

        held.forEach(Route::resume);
        assertThat(row(page, 1)).hasAttribute("aria-selected", "true");
        assertThat(row(page, 1)).containsText("document.viewed");
        assertThat(drawer(page).locator("h2")).hasText("document.viewed");
    }

    @Test
    void theLinkOfAnEventIsCopied() {
        Page page = connected(desktop().setPermissions(List.of("clipboard-read", "clipboard-write")), "?range=7d");
        row(page, 1).locator(".time").click();
        page.keyboard().press("c");
        assertThat(page.locator(".toast")).hasText("Link copied");
        assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(page.url());
    }

    @Test
    void darkModeFollowsTheSystemAndRemembersTheChoice() {
        Page page = connected(desktop().setColorScheme(ColorScheme.DARK), "");
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(13, 15, 20)");
        shoot(page, "dark-list");
        row(page, 1).locator(".time").click();
        page.locator("#tab-json").click();
        shoot(page, "dark-drawer-json");
        page.getByLabel("Light colours").click();
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
        page.navigate(service.viewer());
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(255, 255, 255)");
        assertThat(page).hasURL(service.viewer() + "?theme=light");
    }

    @Test
    void fitsAPhoneAndTheSmallestScreens() {
        Page page = connected(phone(), "");
        assertThat(row(page, 0)).isVisible();
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
        shoot(page, "phone");
        row(page, 0).click();
        assertThat(drawer(page)).isVisible();
        page.locator("[data-close]").click();
        assertThat(drawer(page)).hasCount(0);
        for (int[] size : new int[][] {{320, 640}, {720, 450}, {640, 360}}) {
            page.setViewportSize(size[0], size[1]);
            assertThat(row(page, 0)).isVisible();
            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as(size[0] + " pixels")
                    .isEqualTo(size[0]);
        }
        shoot(page, "small");
    }
}
