package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The answer stands in the row: what changed, how it ended, on what and from where; in columns that the reader picks. */
class RowBrowserIT extends ViewerCase {
    private static final String FROM = "\"ip\":\"185.220.101.34\"";

    @Override
    List<String> events() {
        return List.of(
                event("login", "alice", "{\"note\":\"x\",\"outcome\":\"denied\"," + FROM + ",\"target\":\"vpn\"}"),
                event("login", "bob", "{\"outcome\":\"success\"}"),
                event(
                        "map",
                        "ops",
                        "{\"changes\":{\"role\":{\"from\":\"viewer\",\"to\":\"owner\"}},\"target\":\"alice\"," + FROM
                                + "}"),
                event("pairs", "ops", "{\"changes\":{\"limit\":[5,\"5\"]}}"),
                event("list", "ops", "{\"changes\":[{\"field\":\"mfa\",\"old\":true,\"new\":null}]}"),
                event("whole", "ops", "{\"before\":{\"a\":1,\"b\":2},\"after\":{\"a\":1,\"b\":3,\"c\":4}}"),
                event(
                        "values",
                        "ops",
                        "{\"old_values\":{\"tags\":[\"a\",\"b\",\"c\"]},\"new_values\":{\"tags\":[\"a\",\"x\",\"c\"]}}"),
                event("scalar", "ops", "{\"setting\":\"session\",\"old\":30,\"new\":480}"),
                event(
                        "text",
                        "ops",
                        "{\"changes\":{\"terms\":{\"from\":\"Kept for thirty days and then removed for good\","
                                + "\"to\":\"Kept for ninety days and then removed for good\"}}}"),
                event("none", "ops", "{\"n\":1}"));
    }

    @Test
    void whatChangedStandsInTheRow() {
        Page page = connected(desktop(), "");
        Map.ofEntries(
                        Map.entry("map", "role: viewer became  → owner target=alice ip=185.220.101.34"),
                        Map.entry("pairs", "limit: 5 became  → \"5\""),
                        Map.entry("list", "mfa: true became  → null"),
                        Map.entry("whole", "b: 2 became  → 3 c: none became  → 4"),
                        Map.entry("values", "tags: [\"a\",\"b\",\"c\"] became  → [\"a\",\"x\",\"c\"]"),
                        Map.entry("scalar", "session: 30 became  → 480 setting=session"),
                        Map.entry("none", "n=1"))
                .forEach((type, data) -> {
                    Locator row = page.locator(
                            ".row.event",
                            new Page.LocatorOptions()
                                    .setHas(page.locator(
                                            ".type",
                                            new Page.LocatorOptions().setHasText(Pattern.compile("^" + type + "$")))));
                    assertThat(row.locator(".data")).hasText(data);
                    row.locator(".time").click();
                    String tab = type.equals("none") ? "Fields" : "Changes";
                    assertThat(page.locator("[role=tab]").first()).containsText(tab);
                    assertThat(page.locator("[role=tab][aria-selected=true]")).containsText(tab);
                    page.keyboard().press("Escape");
                });
    }

    @Test
    void theOutcomeIsAWordWithAShapeAndTheAddressStandsNearIt() {
        Page page = connected(desktop(), "?f=event_type=login");
        Locator denied = row(page, 1).locator(".outcome.bad");
        assertThat(denied).hasText("denied");
        assertThat(denied.locator("svg")).isVisible();
        assertThat(row(page, 0).locator(".outcome.good")).hasText("success");
        assertThat(row(page, 0).locator(".outcome path").getAttribute("d"))
                .isNotEqualTo(denied.locator("path").getAttribute("d"));
        assertThat(row(page, 1).locator(".data")).hasText("denied target=vpn ip=185.220.101.34 note=x");
        denied.locator("a").click();
        assertThat(page.locator(".chip").last()).hasText("outcome=denied");
        shoot(page, "light-outcome");
    }

    @Test
    void arraysDifferByElementAndTextsByWord() {
        Page page = connected(desktop(), "?f=event_type=values");
        row(page, 0).locator(".time").click();
        assertThat(page.locator(".diff p")).hasCount(4);
        assertThat(page.locator(".diff .before")).hasText(Pattern.compile("removed: \"b\""));
        assertThat(page.locator(".diff .after")).hasText(Pattern.compile("added: \"x\""));
        assertThat(page.locator(".diff .same")).hasCount(2);

        Page text = connected(desktop(), "?f=event_type=text");
        row(text, 0).locator(".time").click();
        assertThat(text.locator(".diff .before mark")).hasText("thirty");
        assertThat(text.locator(".diff .after mark")).hasText("ninety");
        assertThat(text.locator(".diff .after")).containsText("Kept for ninety days and then removed for good");
    }

    @Test
    void columnsArePickedOrderedSizedAndKept() {
        Page page = connected(desktop(), "?f=event_type=login");
        button(page, "Columns").click();
        page.getByLabel("Add a column").selectOption("ip");
        page.getByLabel("Add a column").selectOption("outcome");
        page.getByLabel("Remove the column User").click();
        page.getByLabel("Move ip to the left").click();
        page.keyboard().press("Escape");
        assertThat(page).hasURL(service.viewer() + "?f=event_type=login&cols=time,ip,event_type,outcome,data");
        assertThat(page.locator("[role=columnheader] > bdi")).hasText(new String[] {"ip", "Event", "outcome", "Data"});
        assertThat(row(page, 1).locator("[role=gridcell]").nth(1)).hasText("185.220.101.34");
        assertThat(row(page, 1).locator("[role=gridcell]").nth(3)).hasText("denied");
        assertThat(row(page, 1).locator(".data")).hasText("target=vpn note=x");

        Locator edge = page.getByLabel("Width of ip");
        double before = row(page, 1).locator(".field").first().boundingBox().width;
        edge.focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        assertThat(page).hasURL(Pattern.compile("cols=time,ip:\\d+,event_type"));
        assertThat(row(page, 1).locator(".field").first().boundingBox().width).isGreaterThan(before + 20);

        button(page, "Saved views").click();
        page.getByLabel("Name of this view").fill("Logins");
        page.keyboard().press("Enter");
        String kept = page.url();
        page.navigate(service.viewer());
        loaded(page);
        button(page, "Saved views").click();
        page.getByText("Logins").click();
        assertThat(page).hasURL(kept);
        assertThat(page.locator("[role=columnheader] > bdi").first()).hasText("ip");
        row(page, 1).locator(".field a").first().click();
        assertThat(page.locator(".chip").last()).hasText("ip=185.220.101.34");
        button(page, "Columns").click();
        page.getByText("Back to the usual columns").click();
        assertThat(page.locator("[role=columnheader] > bdi").first()).hasText("Event");
    }
}
