package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No rule of axe-core, those of WCAG 2.2 AA among them, is violated in any state, and focus goes where it should. */
class AccessibilityBrowserIT extends ViewerCase {
    private final String axe;

    AccessibilityBrowserIT() throws IOException {
        axe = axe();
    }

    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(event(
                    i % 7 == 0 ? "user.login_failed" : "document.viewed",
                    i % 3 == 0 ? "svc-ci" : "maria@northwind.example",
                    "{\"country\":\"" + (i % 2 == 0 ? "DE" : "SE") + "\",\"changes\":{\"n\":{\"from\":" + i + ",\"to\":"
                            + (i + 1) + "}}}"));
        }
        return events;
    }

    @Test
    void listDrawerAndPanelsInLightAndDark() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Page page = connected(desktop().setColorScheme(scheme), "?f=country!=SE");
            assertThat(page.locator(".value")).not().hasCount(0);
            check(page, scheme + " list");
            row(page, 1).locator(".time").click();
            for (String tab : List.of("fields", "changes", "json", "api")) {
                page.locator("#tab-" + tab).click();
                check(page, scheme + " " + tab);
            }
            for (String name : List.of("Export", "Saved views")) {
                button(page, name).click();
                check(page, scheme + " " + name);
                page.keyboard().press("Escape");
            }
            page.locator(".time-button").click();
            check(page, scheme + " time");
            page.keyboard().press("Escape");
            page.getByLabel("Help", new Page.GetByLabelOptions().setExact(true))
                    .first()
                    .click();
            check(page, scheme + " keys");
        }
    }

    @Test
    void noMatchTokenAndPhone() {
        Page none = connected(desktop(), "?q=zebra");
        assertThat(none.getByText("No events match")).isVisible();
        check(none, "no match");
        Page asked = browsing.open(desktop());
        asked.navigate(service.viewer());
        assertThat(asked.getByLabel("Token")).isVisible();
        check(asked, "token");
        Page small = connected(phone(), "");
        check(small, "phone");
        row(small, 0).click();
        assertThat(drawer(small)).isVisible();
        check(small, "phone drawer");
        Page zoomed = connected(desktop().setViewportSize(720, 450), "?f=country!=SE");
        check(zoomed, "200 %");
        button(zoomed, "Filters").click();
        check(zoomed, "200 % filters");
        zoomed.keyboard().press("Escape");
        row(zoomed, 0).click();
        check(zoomed, "200 % drawer");
    }

    @Test
    void emptyLog(@TempDir Path fresh) throws Exception {
        try (EvidentProcess empty = EvidentProcess.start(fresh)) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = browsing.open(desktop().setColorScheme(scheme));
                page.addInitScript(withToken(EvidentProcess.TOKEN));
                page.navigate(empty.viewer());
                assertThat(page.getByText("Send your first event")).isVisible();
                check(page, scheme + " empty");
                page.close(); // before the service that it waits for goes away
            }
        }
    }

    @Test
    void focusReturnsAndNothingMovesForThoseWhoDoNotWantIt() {
        Page page = connected(
                desktop().setReducedMotion(ReducedMotion.REDUCE).setForcedColors(ForcedColors.ACTIVE), "?live=1");
        assertThat(page.locator(".live-button.open i")).hasCSS("animation-name", "none");
        page.locator("#events").focus();
        page.keyboard().press("j");
        page.keyboard().press("Enter");
        page.locator("[data-close]").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#events")).isFocused();
        page.locator(".time-button").click();
        page.keyboard().press("Escape");
        assertThat(page.locator(".time-button")).isFocused();
        shoot(page, "forced-colors");
    }

    private void check(Page page, String state) {
        page.evaluate(axe);
        Object violations = page.evaluate(
                """
                async () => (await axe.run({ rules: { 'target-size': { enabled: true } } })).violations.map(({ id, nodes }) =>
                  id + ': ' + nodes[0].html + ' ' + nodes[0].failureSummary)""");
        assertThat((List<?>) violations).as(state).isEmpty();
    }

    private static String axe() throws IOException {
        try (InputStream script =
                Objects.requireNonNull(AccessibilityBrowserIT.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), UTF_8);
        }
    }
}
