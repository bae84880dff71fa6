package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page shows is what was recorded, and its links find it again: digits, names, characters, time zones. */
class FoundAgainBrowserIT extends ViewerCase {
    private static final List<String> ACCOUNTS =
            List.of("9223372036854775805", "9223372036854775806", "9223372036854775807");

    @Override
    List<String> events() {
        return List.of(
                event("transfer", "maria", "{\"account\":" + ACCOUNTS.get(0) + ",\"rate\":0.10000000000000000001}"),
                event("transfer", "maria", "{\"account\":" + ACCOUNTS.get(1) + "}"),
                event("transfer", "maria", "{\"account\":" + ACCOUNTS.get(2) + "}"),
                "{\"event_type\":\"profile\",\"user_id\":\"sam\",\"limit\":\"top\",\"variant_data\":{\"timezone\":\"Asia/Tokyo\","
                        + "\"source\":{\"ip\":\"10.0.0.9\"},\"a<b=c!\":\"odd\",\"agent\":\"a\\u001bb\",\"code\":\"x\\\\u0041*\","
                        + "\"due\":\"2026-11-23T23:30:00Z\"}}");
    }

    @Test
    void numbersBeyondADoubleAreDifferentValuesAndTheirLinksFindThem() {
        Page page = connected(desktop(), "");
        page.locator(".add-facet select").selectOption("variant_data.account");
        Locator facet = page.locator(".facet", new Page.LocatorOptions().setHasText("account"));
        assertThat(facet.locator(".value")).hasCount(3);
        for (String account : ACCOUNTS) {
            Locator link = facet.getByText(account, new Locator.GetByTextOptions().setExact(true));
            assertThat(link).hasCount(1);
            link.click();
            assertThat(page.locator(".chip")).hasText("account=" + account);
            assertThat(page).hasURL(service.viewer() + "?f=account=" + account);
            assertThat(page.locator(".row.event")).hasCount(1);
            assertThat(row(page, 0)).containsText(account);
            assertThat(page.locator(".counts b").first()).hasText("1");
            row(page, 0).locator(".time").click();
            page.locator("#tab-json").click();
            assertThat(page.locator("#panel")).containsText("\"account\": " + account);
            page.locator("[data-close]").click();
            button(page, "Clear").click();
            assertThat(page.locator(".chip")).hasCount(0);
        }
        Page other = connected(desktop(), "?f=rate=0.10000000000000000001");
        assertThat(row(other, 0)).containsText("0.10000000000000000001");
    }

    @Test
    void everyFieldOfTheDrawerFindsItsEvent() {
        for (List<String> field : List.of(
                List.of("timezone = Asia/Tokyo", "variant_data.timezone=Asia/Tokyo"),
                List.of("limit = top", "\\limit=top"),
                List.of("source.ip = 10.0.0.9", "variant_data.source.ip=10.0.0.9"),
                List.of("a<b=c! = odd", "a\\<b\\=c\\!=odd"),
                List.of("agent = a\\u001bb", "agent=a\\u001bb"),
                List.of("code = x\\u0041*", "code=x\\\\u0041\\*"))) {
            Page page = connected(desktop(), "");
            row(page, 0).locator(".time").click();
            drawer(page).getByLabel("Only " + field.get(0)).focus();
            page.keyboard().press("Enter");
            assertThat(page.locator(".chip")).hasText(field.get(1));
            assertThat(page.locator(".row.event")).hasCount(1);
            assertThat(row(page, 0)).containsText("profile");
            assertThat(page.locator(".counts b").first()).hasText("1");
            page.close();
        }
    }

    @Test
    void aTypedParameterIsAFieldAndAMisspeltOneIsNamed() {
        Page page = connected(desktop(), "");
        Locator box = page.locator("#query");
        box.fill("timezone=Asia/Tokyo");
        box.press("Enter");
        assertThat(page.locator(".chip")).hasText("variant_data.timezone=Asia/Tokyo");
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(page.locator(".counts .late")).hasCount(0);
        box.fill("User_Id!=sam");
        box.press("Enter");
        assertThat(page.locator(".counts .late")).hasText("No event has a field User_Id. Did you mean user_id?");
    }

    @Test
    void aZoneThatTheServiceDoesNotKnowIsReplacedVisibly() {
        provoked = "400"; // the refusal of the zone
        for (String name : List.of("Mars/Olympus", "Etc/Unknown")) {
            Page page = browsing.open(desktop().setTimezoneId("Asia/Kolkata"));
            page.addInitScript(withToken(EvidentProcess.TOKEN));
            page.addInitScript("const zone = Intl.DateTimeFormat.prototype.resolvedOptions;"
                    + "Intl.DateTimeFormat.prototype.resolvedOptions = function () {"
                    + " return { ...zone.call(this), timeZone: '" + name + "' }; };");
            page.navigate(service.viewer() + "?tz=local");
            loaded(page);
            assertThat(page.locator(".counts .late"))
                    .hasText("at UTC+05:30: the service does not know the zone " + name);
            assertThat(page.locator(".facet").first().locator(".value")).hasCount(2);
            assertThat(page.locator("svg.bars g")).not().hasCount(0);
            page.close();
        }
    }

    @Test
    void aDateIsADayOfTheZoneThatIsShown() {
        Page utc = connected(desktop(), "?f=due%3C=2026-11-23");
        assertThat(utc.locator(".row.event")).hasCount(1);
        Page page = browsing.open(desktop().setTimezoneId("Asia/Kolkata"));
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer() + "?f=due%3C=2026-11-23&tz=local");
        loaded(page);
        assertThat(page.locator(".no-match")).isVisible();
        page.locator("#query").focus();
        page.navigate(service.viewer() + "?f=due%3E2026-11-23&tz=local");
        loaded(page);
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone"))
                .asString()
                .startsWith("Asia/");
    }
}
