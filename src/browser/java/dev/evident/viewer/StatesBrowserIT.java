package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.TOKEN;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything but the list: token, first run, no match, and each kind of trouble. */
class StatesBrowserIT extends ViewerCase {
    @Override
    List<String> events() {
        return List.of(
                event("user.login", "maria", "{\"n\":1}"), event("role.granted", "maria", "{\"role\":\"admin\"}"));
    }

    @Test
    void asksForATokenAndSaysWhenItIsWrong() {
        provoked = "status of 401";
        Page page = browsing.open(desktop());
        page.navigate(service.viewer());

        page.getByLabel("Token").fill("not-the-token");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("The service does not accept this token.");
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);

        page.getByLabel("Token").fill(TOKEN);
        button(page, "Connect").click();
        assertThat(row(page, 0)).isVisible();
        assertThat(page.locator(".token-button")).hasText(Pattern.compile("Token\\s+…ests"));
        assertThat(page.url()).doesNotContain(TOKEN);

        page.reload();
        assertThat(row(page, 0)).isVisible();

        page.locator(".token-button").click();
        page.getByLabel("Token").fill("not-the-token");
        page.keyboard().press("Enter");
        assertThat(page.locator("#token-error")).hasText("The service does not accept this token.");
        page.getByText("Cancel").click();
        assertThat(row(page, 0)).isVisible();
    }

    @Test
    void aTokenThatStopsWorkingIsDropped() {
        provoked = "status of 401";
        Page page = browsing.open(desktop());
        page.addInitScript(withToken("expired"));
        page.navigate(service.viewer());

        assertThat(page.getByLabel("Token")).isVisible();
        assertThat(page.evaluate("sessionStorage.getItem('evident.token')")).isNull();
    }

    @Test
    void nothingMatches() {
        Page page = connected(desktop(), "?q=zebra");
        assertThat(page.getByText("No events match")).isVisible();
        assertThat(page.locator(".counts b").first()).hasText("0");
        shoot(page, "light-nomatch");
        button(page, "Clear filters").click();
        assertThat(row(page, 0)).isVisible();
    }

    @Test
    void aSearchThatIsNotUnderstoodSaysWhy() {
        provoked = "status of 400";
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(TOKEN));
        page.navigate(service.viewer() + "?q=%22open");
        assertThat(page.getByText("This search cannot be understood")).isVisible();
        button(page, "Clear filters").click();
        assertThat(row(page, 0)).isVisible();
    }

    @Test
    void waitsForAnIndexThatIsBehind() {
        provoked = "status of 503";
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(TOKEN));
        page.route(
                Pattern.compile("/events\\?"),
                StatesBrowserIT::respondIndexBehind,
                new Page.RouteOptions().setTimes(1));
        page.navigate(service.viewer());

        assertThat(page.getByText("The search index is catching up")).isVisible();
        assertThat(page.getByText("12 of 250 events.")).isVisible();
        assertThat(row(page, 0)).isVisible();
    }

    @Test
    void countsFollowWhenTheIndexHasCaughtUp() {
        provoked = "status of 503";
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(TOKEN));
        page.clock().install();
        page.route(Pattern.compile("/events/stats\\?"), StatesBrowserIT::respondIndexBehind);
        page.navigate(service.viewer());
        loaded(page);
        assertThat(page.locator(".counts")).containsText("counting when the search index has caught up");
        assertThat(page.locator(".bars text")).hasCount(0);

        page.unroute(Pattern.compile("/events/stats\\?"));
        page.clock().fastForward("00:05");
        assertThat(page.locator(".counts")).hasText(Pattern.compile("^2 events.*UTC$"));
        assertThat(page.locator(".value")).not().hasCount(0);
    }

    private static void respondIndexBehind(Route route) {
        String body = "{\"type\":\"urn:evident:problem:index-behind\",\"status\":503,\"detail\":\"12 of 250 events.\"}";
        route.fulfill(new Route.FulfillOptions()
                .setStatus(503)
                .setHeaders(Map.of(
                        "Content-Type", "application/problem+json",
                        "Retry-After", "1",
                        "Access-Control-Allow-Origin", "*",
                        "Access-Control-Expose-Headers", "Retry-After"))
                .setBody(body));
    }

    @Test
    void anEventThatIsNotThereIsSaidSo() {
        provoked = "status of 404";
        Page page = connected(desktop(), "?event=01a20706-c913-7dba-99d6-2e16f520dabf");
        assertThat(drawer(page)).containsText("No event has this id.");
    }

    @Test
    void startsEmptyShowsTheFirstEventAndSaysWhenTheServiceIsGone(@TempDir Path fresh) throws Exception {
        provoked = "net::ERR_";
        try (EvidentProcess empty = EvidentProcess.start(
                fresh,
                Map.of(
                        "EVIDENT_TOKENS",
                        "[{\"name\":\"w\",\"secret\":\"" + EvidentProcess.TOKEN + "\",\"scopes\":[\"write\",\"read\"]},"
                                + "{\"name\":\"r\",\"secret\":\"reader_token\",\"scopes\":[\"read\"]},{\"name\":\"o\",\"secret\":\"writer_token\",\"scopes\":[\"write\"]}]"))) {
            Page page = browsing.open(desktop());
            page.navigate(empty.viewer());
            page.getByLabel("Token").fill("reader_token");
            page.keyboard().press("Enter");
            assertThat(page.getByText("Send your first event")).isVisible();
            assertThat(page.locator("pre")).containsText("/event ");
            assertThat(page.locator(".connected")).containsText("waiting for events");
            shoot(page, "light-empty");

            empty.send(event("user.login", "maria", "{\"ip\":\"203.0.113.24\"}"));
            assertThat(row(page, 0)).containsText("user.login");
            assertThat(page.locator(".row.event")).hasCount(1);

            empty.stop();
            page.locator("#query").fill("login");
            page.keyboard().press("Enter");
            assertThat(page.getByText("The service does not respond")).isVisible();
            empty.startAgain();
            assertThat(row(page, 0)).containsText("user.login");
        }
    }

    @Test
    void aTokenThatMayOnlyWriteIsToldSo(@TempDir Path fresh) throws Exception {
        provoked = "status of 403";
        try (EvidentProcess other = EvidentProcess.start(
                fresh,
                Map.of("EVIDENT_TOKENS", "[{\"name\":\"w\",\"secret\":\"writer_token\",\"scopes\":[\"write\"]}]"))) {
            Page page = browsing.open(desktop());
            page.navigate(other.viewer());
            page.getByLabel("Token").fill("writer_token");
            page.keyboard().press("Enter");
            assertThat(page.locator("#token-error")).containsText("read");
        }
    }
}
