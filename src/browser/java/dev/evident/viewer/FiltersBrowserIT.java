package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Narrowing the list: chips, values in rows, facets and fields; every step is in the address and Back undoes it. */
class FiltersBrowserIT extends ViewerCase {
    private static final String MARIA = "maria.kovac@northwind.example";

    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String type = i % 5 == 0 ? "user.login" : "document.viewed";
            String country = i % 3 == 0 ? "DE" : "SE";
            events.add(event(type, i % 2 == 0 ? MARIA : "svc-ci", "{\"n\":" + i + ",\"country\":\"" + country + "\"}"));
        }
        events.add(event("role.granted", MARIA, "{\"role\":\"admin\",\"target\":\"sam@northwind.example\"}"));
        events.add(event("star.user", "a*b*", "{\"n\":100}"));
        return events;
    }

    @Test
    void clicksOnTypeAndUserFilterAndBackUndoesThem() {
        Page page = connected(desktop(), "");
        row(page, 1).getByText("role.granted").click();
        assertThat(page.locator(".chip")).hasText("event_type=role.granted");
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(page).hasURL(service.viewer() + "?f=event_type=role.granted");

        page.goBack();
        assertThat(page.locator(".chip")).hasCount(0);
        assertThat(row(page, 1)).containsText("role.granted");
        row(page, 2).locator(".user a").click();
        assertThat(page.locator(".chip")).hasCount(1);
        row(page, 2).locator(".type a").click();
        assertThat(page.locator(".chip")).hasCount(2);
        loaded(page);
        String address = page.url();
        String shown = row(page, 0).textContent();

        Page other = connected(desktop(), address.substring(address.indexOf('?')));
        assertThat(other.locator(".chip")).hasCount(2);
        assertThat(row(other, 0)).hasText(shown);
    }

    @Test
    void aValueInTheDataIncludesItselfAndAltClickExcludes() {
        Page page = connected(desktop(), "");
        row(page, 2).locator(".data").getByText("SE").click();
        assertThat(page.locator(".chip")).hasText("country=SE");
        assertThat(page.locator(".counts b").first()).hasText("40");

        page.goBack();
        assertThat(page.locator(".chip")).hasCount(0);
        row(page, 2)
                .locator(".data")
                .getByText("SE")
                .click(new Locator.ClickOptions()
                        .setModifiers(List.of(com.microsoft.playwright.options.KeyboardModifier.ALT)));
        assertThat(page.locator(".chip.not")).hasText("country≠SE");
        assertThat(page.locator(".counts b").first()).hasText("22");
    }

    @Test
    void theSiblingButtonExcludes() {
        Page page = connected(desktop(), "");
        row(page, 2).locator(".type").hover();
        row(page, 2).locator(".type .exclude").click();
        assertThat(page.locator(".chip.not")).containsText("event_type≠");
        assertThat(drawer(page)).hasCount(0);
    }

    @Test
    void selectingTextNeverFilters() {
        Page page = connected(desktop(), "");
        var box = row(page, 1).locator(".type a").boundingBox();
        page.mouse().move(box.x + 2, box.y + 10);
        page.mouse().down();
        page.mouse().move(box.x + 30, box.y + 10);
        page.mouse().move(box.x + box.width - 2, box.y + 10);
        page.mouse().up();

        assertThat(page.evaluate("document.getSelection().toString()").toString())
                .startsWith("role.gran");
        assertThat(page.locator(".chip")).hasCount(0);
        assertThat(drawer(page)).hasCount(0);
    }

    @Test
    void chipsAreTypedTurnedAndRemoved() {
        Page page = connected(desktop(), "");
        Locator box = page.locator("#query");
        page.keyboard().press("/");
        assertThat(box).isFocused();
        box.fill("n>=50");
        box.press("Enter");
        assertThat(page.locator(".chip")).hasText("n≥50");
        assertThat(page.locator(".counts b").first()).hasText("11");
        box.fill("user_id!=svc-ci");
        box.press("Enter");
        assertThat(page.locator(".chip.not")).hasText("user_id≠svc-ci");
        assertThat(page.locator(".counts b").first()).hasText("6");
        page.locator(".chip.not .chip-op").click();
        assertThat(page.locator(".chip.not")).hasCount(0);
        assertThat(page.locator(".counts b").first()).hasText("5");
        box.focus();
        box.press("Backspace");
        assertThat(page.locator(".chip")).hasCount(1);
        box.fill("amount=");
        box.press("Enter");
        assertThat(page.locator("#query-hint")).containsText("What should amount be");
        button(page, "Clear").click();
        assertThat(page.locator(".chip")).hasCount(0);
        assertThat(page.locator(".counts b").first()).hasText("62");
    }

    @Test
    void wordsAreSearchedFor() {
        Page page = connected(desktop(), "");
        page.locator("#query").fill("admin");
        page.locator("#query").press("Enter");
        assertThat(page).hasURL(service.viewer() + "?q=admin");
        assertThat(page.locator(".row.event")).hasCount(1);
        page.goBack();
        assertThat(page.locator("#query")).hasValue("");
        assertThat(page.locator(".counts b").first()).hasText("62");
    }

    @Test
    void aStarInAValueIsAStar() {
        Page page = connected(desktop(), "");
        row(page, 0).locator(".user a").click();
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(page.locator(".chip-value")).hasText("a\\*b\\*");
    }

    @Test
    void facetsCountIgnoringTheirOwnFilterAndExclude() {
        Page page = connected(desktop(), "");
        Locator country = page.locator(".facet", new Page.LocatorOptions().setHasText("country"));
        assertThat(country.locator(".value")).hasCount(2);
        country.getByText("DE").click();
        assertThat(page.locator(".chip")).hasText("country=DE");
        assertThat(country.locator(".value")).hasCount(2);
        assertThat(country.locator(".value.chosen .value-count")).hasText("20");
        country.getByText("DE").click();
        assertThat(page.locator(".chip")).hasCount(0);

        Locator user = page.locator(".facet").nth(1).locator(".value").first();
        user.hover();
        user.locator(".exclude").click();
        assertThat(page.locator(".chip.not")).containsText(MARIA);
    }

    @Test
    void aFieldOfTheReaderIsCountedToo() {
        Page page = connected(desktop(), "");
        assertThat(page.locator(".facet-name").getByText("n", new Locator.GetByTextOptions().setExact(true)))
                .hasCount(0);
        page.locator(".add-facet select").selectOption("variant_data.n");
        assertThat(page.locator(".facet-name").getByText("n", new Locator.GetByTextOptions().setExact(true)))
                .hasCount(1);
        page.reload();
        assertThat(page.locator(".facet-name").getByText("n", new Locator.GetByTextOptions().setExact(true)))
                .hasCount(1);
    }

    @Test
    void theDrawerLeadsToAUserATargetAndTheNeighbours() {
        Page page = connected(desktop(), "?f=event_type=role.granted");
        row(page, 0).locator(".time").click();
        page.getByText("All by " + MARIA + ", all time").click();
        assertThat(page.locator(".counts")).containsText("31 events by " + MARIA);
        assertThat(page.locator(".time-button")).containsText("All time");

        page.goBack();
        page.getByText("About sam@northwind.example").click();
        assertThat(page.locator("#query")).hasValue("\"sam@northwind.example\"");
        assertThat(page.locator(".row.event")).hasCount(1);

        page.goBack();
        page.getByText("50 before and after").click();
        assertThat(page.locator(".chip")).hasCount(2);
        assertThat(page.locator(".row.selected")).containsText("role.granted");
        assertThat(row(page, 0)).containsText("star.user");
        assertThat(drawer(page).locator("h2")).hasText("role.granted");
    }

    @Test
    void aFieldInTheDrawerIncludesAndExcludes() {
        Page page = connected(desktop(), "");
        row(page, 1).locator(".time").click();
        Locator role = drawer(page).locator(".field-row", new Locator.LocatorOptions().setHasText("roleadmin"));
        role.hover();
        role.getByLabel("Only role = admin").click();
        assertThat(page.locator(".chip")).hasText("role=admin");
        assertThat(page.locator(".row.event")).hasCount(1);
        role.getByLabel("Exclude role = admin").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator(".chip.not")).hasText("role≠admin");
    }

    @Test
    void aViewIsSavedShownAndForgotten() {
        Page page = connected(desktop(), "?f=country=DE&range=7d");
        button(page, "Saved views").click();
        page.getByLabel("Name of this view").fill("Germany");
        page.keyboard().press("Enter");
        button(page, "Clear").click();
        assertThat(page.locator(".chip")).hasCount(0);

        button(page, "Saved views").click();
        page.locator(".views").getByText("Germany").click();
        assertThat(page.locator(".chip")).hasText("country=DE");
        assertThat(page).hasURL(service.viewer() + "?f=country=DE&range=7d");
        button(page, "Saved views").click();
        page.getByLabel("Remove Germany").click();
        assertThat(page.locator(".views li")).hasCount(0);
    }
}
