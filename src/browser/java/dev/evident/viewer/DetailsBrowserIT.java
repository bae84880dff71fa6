package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.evident.Client;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Small things that mislead when they are wrong: ranks, colours, places in the list, twins, copies, plurals. */
class DetailsBrowserIT extends ViewerCase {
    private static final int MANY = 700;
    private static final String TWINS =
            "{\"word\":\"null\",\"none\":null,\"digit\":5,\"text\":\"5\",\"a.b\":\"dotted\",\"a\":{\"b\":\"nested\"},\"blank\":\"\"}";

    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        events.add(event("secret.told", "eve", "{\"iban\":\"DE00\"}"));
        for (int i = 0; i < MANY; i++) {
            events.add(event("kind" + i % 12 + ".done", "user" + i % 40, "{\"n\":" + i + "}"));
        }
        events.add(event("user.rare", "once", "{\"n\":-1}"));
        events.add(event("twins", "sam", TWINS));
        return events;
    }

    @Override
    Map<String, String> environment() {
        return Map.of(
                "EVIDENT_TOKENS",
                "[{\"name\":\"dpo\",\"secret\":\"" + EvidentProcess.TOKEN
                        + "\",\"scopes\":[\"write\",\"read\",\"admin\"]}]");
    }

    @Test
    void aChosenValueStandsInItsFacetWhateverItsRank() {
        Page page = connected(desktop(), "?f=user_id=once");
        Locator chosen = page.locator(".facet", new Page.LocatorOptions().setHasText("User"))
                .locator(".value.chosen");
        assertThat(chosen.locator(".value-text")).hasText("once");
        assertThat(chosen.locator(".value-count")).hasText("1");
        chosen.locator("a").click();
        assertThat(page.locator(".chip")).hasCount(0);
    }

    @Test
    void theLargestKindsHaveColoursOfTheirOwnAndTheRestAPattern() {
        Page page = connected(desktop(), "");
        Locator legend = page.locator(".legend li");
        assertThat(legend).hasCount(8);
        assertThat(legend.last()).hasText("other");
        List<Object> colours = new ArrayList<>();
        for (Locator square : legend.locator(".square").all()) {
            colours.add(square.getAttribute("class"));
        }
        assertThat(new LinkedHashSet<>(colours)).hasSize(8);
        assertThat(page.locator("svg.bars rect[fill='url(#other)']")).not().hasCount(0);
        assertThat(legend.last().locator(".square")).hasCSS("background-image", Pattern.compile("gradient"));
        for (int at = 0; at < 7; at++) {
            String kind = legend.nth(at).textContent();
            Locator row = page.locator(".row.event", new Page.LocatorOptions().setHasText(kind + ".done"))
                    .first();
            assertThat(row.locator(".square")).hasAttribute("class", String.valueOf(colours.get(at)));
        }
    }

    @Test
    void backFromAnEventReturnsToItsRow() {
        Page page = connected(desktop(), "");
        Locator wanted =
                page.locator(".row.event .data", new Page.LocatorOptions().setHasText(Pattern.compile("^n=90$")));
        page.waitForCondition(() -> {
            page.locator("#events").evaluate("box => box.scrollBy(0, 400)");
            return wanted.count() == 1;
        });
        wanted.locator("xpath=..").locator(".time").click();
        page.getByText("All by user10, all time").click();
        assertThat(page.locator(".chip")).hasText("user_id=user10");
        loaded(page);
        page.goBack();
        page.goBack();
        assertThat(drawer(page)).hasCount(0);
        assertThat(page.locator(".row.current")).containsText("n=90");
    }

    @Test
    void labelsOfTheAxisKnowThatTheClockIsTurned() {
        Page page = connected(desktop().setTimezoneId("Europe/Berlin"), "");
        Object labels = page.evaluate("async () => (await import('./js/bars.js')).ticks("
                + "Date.parse('2026-03-28T20:00Z'), Date.parse('2026-03-29T08:00Z'), 20, 'local')"
                + ".map(({ at, label }) => label + ' ' + new Date(at).toISOString().slice(11, 16))");
        assertThat(labels)
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .contains("01:00 00:00", "03:00 01:00", "10:00 08:00")
                .doesNotContain("02:00 01:00");
    }

    @Test
    void neighboursAreBoundByPosition() {
        Page page = connected(desktop(), "?f=n=300");
        row(page, 0).locator(".time").click();
        page.getByText("50 before and after").click();
        assertThat(page.locator(".chip")).hasCount(2);
        assertThat(page.locator(".chip").first()).containsText("seq≥");
        assertThat(page.locator(".counts b").first()).hasText("101");
        assertThat(page.locator(".row.selected")).containsText("n=300");
    }

    @Test
    void twinsLookDifferent() {
        Page page = connected(desktop(), "?f=event_type=twins");
        assertThat(row(page, 0).locator(".data"))
                .containsText("word=\"null\" none=null digit=5 text=\"5\" a\\.b=dotted");
        row(page, 0).locator(".time").click();
        assertThat(drawer(page).locator(".field-row").first()).isVisible();
        List<String> fields = drawer(page).locator(".fields").last().locator(".field-row").allInnerTexts().stream()
                .map(text -> text.replace("\n", " "))
                .toList();
        assertThat(fields)
                .contains(
                        "word \"null\"",
                        "none null",
                        "digit 5",
                        "text \"5\"",
                        "a\\.b dotted",
                        "a.b nested",
                        "blank empty");
    }

    @Test
    void copiedRowsKeepTheirFieldsApart() {
        Page page = connected(desktop(), "?f=event_type=twins");
        String copied =
                (String) page.evaluate("() => { getSelection().selectAllChildren(document.querySelector('.rows'));"
                        + " const data = new DataTransfer(); document.querySelector('#row-0').dispatchEvent("
                        + "new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));"
                        + " return data.getData('text/plain'); }");
        assertThat(copied).matches("[\\d:.]+\ttwins\tsam\tword=\"null\" none=null .*");
    }

    @Test
    void positionsOfARedactionAreLinks() {
        String id =
                service.client().list("/events?event_type=secret.told").get(0).id();
        assertThat(service.client()
                        .post(
                                "/events/" + id + "/redact",
                                Client.JSON,
                                new JsonObject().put("reason", "asked").encode())
                        .statusCode())
                .isEqualTo(201);
        Page page = connected(desktop(), "?f=event_type=evident.event_redacted");
        row(page, 0).locator(".time").click();
        drawer(page).locator(".field-row a.link").click();
        assertThat(page.locator(".chip")).hasText(Pattern.compile("^seq=\\d+$"));
        assertThat(row(page, 0)).containsText("content redacted");
    }

    @Test
    void oneEventIsNoPlural() {
        Page page = connected(desktop(), "?f=user_id=once");
        assertThat(page.locator(".counts")).containsText("1 event");
        assertThat(page.locator(".counts")).not().containsText("1 events");
        button(page, "Export").click();
        assertThat(page.locator(".panel-note")).hasText("1 event that matches");
    }
}
