package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The histogram: dragging and keys zoom at once, a bar tells what it holds. */
class HistogramBrowserIT extends ViewerCase {
    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(event(i % 4 == 0 ? "user.login" : "document.viewed", "maria", "{\"n\":" + i + "}"));
        }
        return events;
    }

    @Test
    void draggingZoomsAndBackZoomsOut() {
        Page page = connected(desktop(), "?range=1h");
        Locator plot = page.locator("svg.bars");
        assertThat(plot.locator("g")).not().hasCount(0);
        BoundingBox box = plot.boundingBox();
        page.mouse().move(box.x + box.width * 0.4, box.y + 40);
        page.mouse().down();
        page.mouse().move(box.x + box.width - 1, box.y + 40);
        assertThat(plot.locator(".brush")).hasCount(1);
        assertThat(page.locator(".tooltip")).containsText("40 events");
        assertThat(page.locator(".tooltip")).containsText("document30");
        shoot(page, "brush");
        page.mouse().up();

        assertThat(page).hasURL(Pattern.compile("\\?range=.*Z\\.\\..*Z$"));
        assertThat(page.locator(".counts b").first()).hasText("40");
        page.waitForResponse(response -> response.url().contains("/events/stats"), page::goBack);
        assertThat(page).hasURL(service.viewer() + "?range=1h");
        assertThat(page.locator("svg.bars g rect")).not().hasCount(0);
        loaded(page);

        page.mouse().move(box.x + 2, box.y + 40);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 0.3, box.y + 40);
        page.mouse().up();
        assertThat(page.getByText("No recorded event happened in this time range."))
                .isVisible();
        button(page, "Search all time").click();
        assertThat(page.locator(".counts b").first()).hasText("40");
    }

    @Test
    void keysLookAtABarAndZoomIntoIt() {
        Page page = connected(desktop(), "?range=1h");
        Locator plot = page.locator("svg.bars");
        assertThat(plot.locator("g")).not().hasCount(0);
        plot.focus();
        page.keyboard().press("End");
        assertThat(page.locator(".plot [role=status]")).containsText("40 events");
        page.keyboard().press("Home");
        assertThat(page.locator(".plot [role=status]")).containsText("0 events");
        page.keyboard().press("Escape");
        assertThat(page.locator(".tooltip")).hasCount(0);
        page.keyboard().press("End");
        page.keyboard().press("Shift+ArrowLeft");
        assertThat(plot.locator(".brush")).hasCount(1);
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("\\?range=.*Z\\.\\..*Z$"));
        assertThat(page.locator(".row.event")).not().hasCount(0);
        assertThat(page.locator(".counts b").first()).hasText("40");
    }

    @Test
    void aRangeIsChosenAndTyped() {
        Page page = connected(desktop(), "");
        page.locator(".time-button").click();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(service.viewer() + "?range=7d");
        assertThat(page.locator(".time-button")).isFocused();

        page.locator(".time-button").click();
        page.getByLabel("From").fill("2020-01-01T00:00");
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill("2019-01-01T00:00");
        button(page, "Apply").click();
        assertThat(page.locator(".custom-range .form-error")).containsText("the earlier one first");
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill("2020-01-02T12:30");
        button(page, "Apply").click();
        assertThat(page).hasURL(service.viewer() + "?range=2020-01-01T00:00Z..2020-01-02T12:30Z");
        assertThat(page.locator(".no-match")).isVisible();
        assertThat(page.locator(".time-button")).containsText("Wed 1 Jan 2020, 00:00");
    }

    @Test
    void theHistogramFollowsTheZone() {
        Page page = connected(desktop().setTimezoneId("Asia/Kathmandu"), "");
        String utc = row(page, 0).locator("time").textContent();
        button(page, "Local").click();
        assertThat(page).hasURL(service.viewer() + "?tz=local");
        assertThat(row(page, 0).locator("time")).not().hasText(utc);
        assertThat(page.locator(".counts .span")).containsText("mandu, UTC+5:45");
        page.keyboard().press("z");
        assertThat(row(page, 0).locator("time")).hasText(utc);
        assertThat(page.evaluate("location.search")).isEqualTo("");
    }
}
