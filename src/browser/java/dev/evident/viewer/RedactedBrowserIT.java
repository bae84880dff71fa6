package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.evident.Client;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Events whose content was redacted say so, and are still proved. */
class RedactedBrowserIT extends ViewerCase {
    private static final String WHY = "case <b>117</b>";
    private static final Pattern PROOF = Pattern.compile("/events/[0-9a-f-]+/proof$");

    @Override
    List<String> events() {
        return List.of(
                event("user.login", "alice", "{\"n\":1}"),
                event("user.login", "alice", "{\"n\":2}"),
                event("user.login", "alice", "{\"n\":3}"),
                event("user.login", "bob", "{\"n\":4}"));
    }

    @Override
    Map<String, String> environment() {
        return Map.of(
                "EVIDENT_TOKENS",
                "[{\"name\":\"dpo\",\"secret\":\"" + EvidentProcess.TOKEN
                        + "\",\"scopes\":[\"write\",\"read\",\"admin\"]}]");
    }

    @Test
    void rowDrawerAndCardSayByWhomAndWhy() {
        redact(0);
        Page page = connected(desktop(), "?range=all");
        page.keyboard().press("End");
        page.locator(".row.event", new Page.LocatorOptions().setHasText("content redacted"))
                .last()
                .locator(".time")
                .click();
        assertThat(page.locator(".row.event.selected")).containsText("by dpo because “" + WHY + "”");
        assertThat(page.locator(".row.event.selected .filtering")).hasCount(0);
        assertThat(drawer(page).locator("h2")).hasText("content redacted");
        assertThat(page.locator(".proof-card.ok")).containsText("Content redacted. Position and time are proved.");
        assertThat(page.locator(".proof-card")).containsText("Redacted by dpo because “" + WHY + "”.");
        assertThat(page.locator(".panel")).containsText("redacted.actor");
        shoot(page, "light-redacted");
        page.keyboard().press("u"); // there is no user to narrow to
        assertThat(page.locator(".chip")).hasCount(0);

        page.getByText("Who redacted it, and why").click();
        assertThat(page.locator(".row.event")).hasCount(1);
        assertThat(row(page, 0)).containsText("evident.event_redacted");
    }

    @Test
    void whatIsRedactedAfterItWasListedIsShownNoMore() {
        Page page = connected(desktop(), "?f=seq=1");
        assertThat(row(page, 0)).containsText("alice");
        redact(1);
        row(page, 0).locator(".time").click();
        assertThat(page.locator(".proof-card.ok")).containsText("Redacted by dpo");
        assertThat(drawer(page)).not().containsText("alice");
    }

    @Test
    void aProofWithoutTheContentThatIsShownFails() {
        Page page = connected(desktop(), "?f=seq=3");
        page.route(PROOF, route -> {
            JsonObject proof = new JsonObject(route.fetch().text());
            proof.put("content", contentOf(proof)).remove("body");
            proof.remove("salt");
            route.fulfill(new Route.FulfillOptions()
                    .setHeaders(Map.of("Access-Control-Allow-Origin", "*", "Content-Type", "application/json"))
                    .setBody(proof.encode()));
        });
        row(page, 0).locator(".time").click();
        assertThat(page.locator(".proof-card.bad")).containsText("leaves out the content");
    }

    @Test
    void contentThatIsMissingWithoutAWordIsAnAlarm() {
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        redact(2);
        Pattern list = Pattern.compile("/events(\\?|/[0-9a-f-]+$)");
        page.route(list, route -> {
            String response = route.fetch().text();
            route.fulfill(new Route.FulfillOptions()
                    .setHeaders(Map.of("Access-Control-Allow-Origin", "*", "Content-Type", "application/json"))
                    .setBody(response.replaceAll("\"redacted\":\\{[^}]*\\}", "\"redacted\":null")));
        });
        page.navigate(service.viewer() + "?f=seq=2");
        assertThat(row(page, 0)).containsText("content missing");
        row(page, 0).locator(".time").click();
        assertThat(page.locator(".proof-card.bad")).containsText("In the signed log, but without its content");
    }

    private void redact(int seq) {
        String id = service.client().list("/events?seq=" + seq).get(0).id();
        String body = new JsonObject().put("reason", WHY).encode();
        assertThat(service.client()
                        .post("/events/" + id + "/redact", Client.JSON, body)
                        .statusCode())
                .isEqualTo(201);
    }

    /** The hash that stands for content that is not shown. */
    private static String contentOf(JsonObject proof) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            Base64.Decoder base64 = Base64.getDecoder();
            sha.update(base64.decode(proof.getString("salt")));
            sha.update(base64.decode(proof.getString("body")));
            return Base64.getEncoder().encodeToString(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
