package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The search box knows fields and values, takes several conditions in a line, and says where it does not understand. */
class SearchBoxBrowserIT extends ViewerCase {
    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String user = List.of("alice", "bob", "carol cook").get(i % 3);
            String outcome = i % 4 == 0 ? "denied" : "success";
            events.add(event(
                    "user.login",
                    user,
                    "{\"n\":" + i + ",\"outcome\":\"" + outcome + "\",\"ip\":\"10.0.0." + i % 5 + "\"}"));
        }
        events.add(event("note.added", "alice", "{\"text\":\"budget approved\",\"n\":100}"));
        return events;
    }

    @Test
    void fieldsAndTheirValuesAreCompletedWithCounts() {
        Page page = connected(desktop(), "");
        Locator box = page.locator("#query");
        Locator choices = page.locator(".completions li");
        box.pressSequentially("outc");
        assertThat(choices.first()).containsText("outcome");
        box.press("ArrowDown");
        assertThat(box).hasAttribute("aria-activedescendant", "completion-0");
        box.press("Enter");
        assertThat(box).hasValue("outcome=");
        assertThat(choices).hasCount(2);
        assertThat(choices.first()).hasText("success45");
        box.pressSequentially("den");
        assertThat(choices).hasCount(1);
        box.press("ArrowDown");
        box.press("Tab");
        assertThat(box).hasValue("outcome=denied ");
        box.pressSequentially("user_id=car");
        choices.first().click();
        assertThat(box).hasValue("outcome=denied user_id=\"carol cook\" ");
        box.press("Enter");
        assertThat(page.locator(".chip")).hasCount(2);
        assertThat(page.locator(".counts b").first()).hasText("5");
        assertThat(box).hasValue("");
        shoot(page, "light-chips");
    }

    @Test
    void enterAsksForWhatIsWrittenAndEscapeShutsTheList() {
        Page page = connected(desktop(), "");
        Locator box = page.locator("#query");
        box.pressSequentially("user_id=ali");
        assertThat(page.locator(".completions li")).hasCount(1);
        box.press("Escape");
        assertThat(page.locator(".completions")).isHidden();
        assertThat(box).hasValue("user_id=ali");
        box.press("Enter");
        assertThat(page.locator(".chip")).hasText("user_id=ali");
    }

    @Test
    void aLineHasConditionsAndWords() {
        Page page = connected(desktop(), "");
        for (List<String> expected : List.of(
                List.of("ip!=10.0.0.1 user_id=alice", "ip≠10.0.0.1, user_id=alice", "", "17"),
                List.of("user_id=alice OR bob n<10", "user_id=alice, oruser_id=bob, n<10", "", "7"),
                List.of("user_id=alice OR user_id=bob", "user_id=alice, oruser_id=bob", "", "41"),
                List.of("user_id:\"carol cook\" login", "user_id=carol cook", "login", "20"),
                List.of("user_id = bob AND n >= 50", "user_id=bob, n≥50", "", "3"),
                List.of("-outcome=denied \"budget approved\"", "outcome≠denied", "\"budget approved\"", "1"),
                List.of("timestamp>=-2h approved", "timestamp≥-2h", "approved", "1"),
                List.of("n=10*", "n=10*", "", "0"),
                List.of("https://example.org/login login", "", "https://example.org/login login", "0"))) {
            page.locator("#query").fill(expected.get(0));
            page.locator("#query").press("Enter");
            assertThat(page.locator("#query")).hasValue(expected.get(2));
            assertThat(page.locator(".counts b").first()).hasText(expected.get(3));
            assertThat(String.join(", ", page.locator(".chip").allTextContents()))
                    .isEqualTo(expected.get(1));
            page.locator(".clear").click();
            assertThat(page.locator(".counts b").first()).hasText("61");
        }
    }

    @Test
    void aDateIsTheWholeDay() {
        Page page = connected(desktop(), "");
        page.locator("#query").fill("timestamp=2020-02-29");
        page.locator("#query").press("Enter");
        assertThat(page.locator(".chip")).hasCount(2);
        assertThat(page.locator(".chip").first()).hasText("timestamp≥2020-02-29");
        assertThat(page.locator(".chip").last()).hasText("timestamp≤2020-02-29");
    }

    @Test
    void whatIsNotUnderstoodIsMarkedWhereItStandsAndNothingIsAsked() {
        Page page = connected(desktop(), "");
        for (List<String> wrong : List.of(
                List.of("user_id=alice n>=cheap", "n>=cheap", "neither a number nor a time"),
                List.of("user_id=\"carol", "user_id=\"carol", "not closed"),
                List.of("user_id=*li* bob", "user_id=*li*", "A star only ends a value"),
                List.of("OR bob", "OR", "OR stands between values"),
                List.of("user_id=alice OR outcome=denied", "outcome=denied", "OR joins values of one field"),
                List.of("user_id=alice OR", "OR", "a value after OR"),
                List.of("log*", "log*", "no wildcards"),
                List.of("alice ...", "...", "Write words"))) {
            page.locator("#query").fill(wrong.get(0));
            page.locator("#query").press("Enter");
            assertThat(page.locator("#query-hint")).containsText(wrong.get(2));
            assertThat(page.locator("#query")).hasValue(wrong.get(0));
            assertThat(page.evaluate("(() => { const box = document.getElementById('query');"
                            + " return box.value.slice(box.selectionStart, box.selectionEnd); })()"))
                    .isEqualTo(wrong.get(1));
            assertThat(page.locator(".chip")).hasCount(0);
            assertThat(page.locator(".counts b").first()).hasText("61");
        }
    }

    @Test
    void anAddressThatIsNotUnderstoodIsNotWidened() {
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer() + "?f=user_id&f=outcome=denied&range=7days&user_id=alice");
        assertThat(page.locator(".chip.wrong")).hasCount(3);
        assertThat(page.getByText("This search cannot be understood")).isVisible();
        assertThat(page.locator(".row.event")).hasCount(0);
        page.reload();
        assertThat(page.locator(".chip.wrong")).hasCount(3);
        for (int left = 3; left > 0; left--) {
            page.locator(".chip.wrong button").first().click();
            assertThat(page.locator(".chip.wrong")).hasCount(left - 1);
        }
        loaded(page);
        assertThat(page.locator(".chip")).hasText("outcome=denied");
        assertThat(page.locator(".counts b").first()).hasText("15");
        assertThat(page).hasURL(service.viewer() + "?f=outcome=denied");
    }

    @Test
    void anUnknownFieldIsSaidSoWithTheNearest() {
        Page page = connected(desktop(), "?f=user=alice&range=all");
        assertThat(page.locator(".no-match")).containsText("No event has a field user. Did you mean user_id?");
        assertThat(page.locator(".chip.unknown")).hasCount(1);
        shoot(page, "light-unknown-field");
        page.locator(".no-match a").click();
        assertThat(page.locator(".chip")).hasText("user_id=alice");
        assertThat(page.locator(".counts b").first()).hasText("21");
        page.locator("#query").fill("otucome=denied");
        page.locator("#query").press("Enter");
        assertThat(page.locator(".counts")).containsText("Did you mean outcome?");
    }

    @Test
    void theSyntaxIsShownWithExamplesOfThisLog() {
        Page page = connected(desktop(), "");
        page.keyboard().press("?");
        Locator example = page.locator(".syntax a", new Page.LocatorOptions().setHasText("OR"));
        assertThat(example).hasText("user_id=alice OR bob");
        example.click();
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(page.locator(".counts b").first()).hasText("41");
    }
}
