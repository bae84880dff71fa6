package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.LoadState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs are checked in the browser: what is true is green, and one changed byte anywhere is red. */
class ProofsBrowserIT extends ViewerCase {
    private static final Pattern PROOF = Pattern.compile("/events/[0-9a-f-]+/proof$");
    private static final Pattern CHECKPOINT = Pattern.compile("/log/checkpoint$");
    private static final Pattern KEY = Pattern.compile("/log/key$");

    @Override
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            events.add(event("user.login", "maria", "{\"n\":" + i + ",\"money\":0.1000}"));
        }
        return events;
    }

    @Test
    void anEventIsProvedAndTheLogVerified() {
        Page page = connected(desktop(), "");
        assertThat(page.locator(".pill.ok")).containsText("Signed and unbroken · checked ");
        assertThat(page.locator(".tick").first()).isVisible();
        row(page, 3).locator(".time").click();
        assertThat(card(page)).containsText("unchanged since it was recorded");
        assertThat(page.locator(".pill.ok")).containsText("key not confirmed");
        assertThat(card(page)).containsText("Signed by localhost/evident, key ");
        assertThat(card(page)).containsText("Not proved: that the sender told the truth.");
        card(page).locator("summary").click();
        assertThat(card(page)).containsText("then Ed25519");
        String key = service.client().get("/log/key").body().strip(); // in the form of evident key
        assertThat(card(page)).containsText(key);
        assertThat(row(page, 3).locator(".tick.proved")).isVisible();
        page.locator("#tab-json").click();
        assertThat(page.locator(".json")).containsText("\"money\": 0.1000");
        shoot(page, "light-proof-open");
        page.locator(".pill").click();
        assertThat(page.locator(".log-pill .facts")).containsText("localhost/evident");
    }

    @Test
    void whatIsNewIsSealedSoon() {
        Page page = connected(desktop(), "?live=1");
        assertThat(page.locator(".live-button.open")).isVisible();
        provoked = "status of 409"; // not sealed yet
        service.send(event("user.logout", "sam", "{}"));
        assertThat(row(page, 0)).containsText("user.logout");
        row(page, 0).locator(".time").click();
        assertThat(card(page)).containsText("unchanged since it was recorded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"body", "salt", "leaf", "path", "checkpoint", "seq", "tree_size"})
    void aChangedProofFails(String member) {
        Page page = connected(desktop(), "");
        assertThat(page.locator(".pill.ok")).isVisible();
        change(page, PROOF, response -> {
            JsonObject proof = new JsonObject(response);
            switch (member) {
                case "body", "salt" -> proof.put(member, flipped(proof.getString(member)));
                case "leaf" -> proof.put(member, proof.getString(member).replaceFirst("\n(.)", "\n1$1"));
                case "path" -> {
                    JsonArray path = proof.getJsonArray(member);
                    path.set(0, flipped(path.getString(0)));
                }
                case "checkpoint" -> {
                    String[] lines = proof.getString(member).split("\n", -1);
                    lines[2] = flipped(lines[2]);
                    proof.put(member, String.join("\n", lines));
                }
                default -> proof.put(member, proof.getLong(member) + 1);
            }
            return proof.encode();
        });
        row(page, 5).locator(".time").click();
        assertThat(page.locator(".proof-card.bad")).containsText("The proof failed");
        assertThat(row(page, 5).locator(".tick.failed")).isVisible();
        if (member.equals("body")) {
            shoot(page, "light-proof-failed");
        }
    }

    @Test
    void anotherEventsProofIsNotTakenForThisOne() {
        Page page = connected(desktop(), "");
        String other = row(page, 9).locator(".data").textContent();
        row(page, 9).locator(".time").click();
        assertThat(card(page)).containsText("unchanged since it was recorded");
        assertThat(page.locator(".fields").last())
                .containsText(other.substring(2, 4).strip());
        String id = page.url().replaceFirst(".*event=", "");
        page.route(PROOF, route -> {
            APIResponse real = route.fetch(new Route.FetchOptions().setUrl(service.api() + "/events/" + id + "/proof"));
            route.fulfill(new Route.FulfillOptions().setResponse(real));
        });
        row(page, 4).locator(".time").click();
        assertThat(page.locator(".proof-card.bad")).containsText("The proof failed");
    }

    @Test
    void aChangedCheckpointOrKeyRaisesTheAlarm() {
        Page signature = browsing.open(desktop());
        change(signature, CHECKPOINT, response -> {
            int at = response.length() - 20;
            return response.substring(0, at) + (response.charAt(at) == 'A' ? 'B' : 'A') + response.substring(at + 1);
        });
        alarmed(signature, "not signed as it must be");

        Page key = connected(desktop(), "");
        assertThat(key.locator(".pill.ok")).isVisible();
        change(key, KEY, response -> "localhost/evident+5b6363c3+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n");
        key.reload();
        assertThat(key.locator(".alarm")).containsText("key is not the one that this browser knows");
        assertThat(key.locator(".alarm")).containsText("5b6363c3");
    }

    @Test
    void aLogThatIsRolledBackOrRewrittenRaisesTheAlarm() {
        Page page = connected(desktop(), "");
        assertThat(page.locator(".pill.ok")).isVisible();
        page.evaluate("(() => { const name = Object.keys(localStorage).find((key) =>"
                + " key.startsWith('evident.log.seen'));const seen = JSON.parse(localStorage[name]); seen.size +="
                + " 1000; localStorage[name] = JSON.stringify(seen); })()");
        page.reload();
        assertThat(page.locator(".alarm")).containsText("The log was rolled back");
        assertThat(page.locator(".alarm")).containsText("expected");
        assertThat(page.locator(".pill.bad")).containsText("Log not intact");
        shoot(page, "light-alarm");

        page.evaluate("(() => { const name = Object.keys(localStorage).find((key) =>"
                + " key.startsWith('evident.log.seen'));const seen = JSON.parse(localStorage[name]); seen.size ="
                + " 3; localStorage[name] = JSON.stringify(seen); })()");
        page.reload();
        assertThat(page.locator(".alarm")).containsText("The log was rewritten");
        page.getByText("begun anew on purpose").click();
        page.getByText("Yes, forget the old log").click();
        assertThat(page.locator(".pill.ok")).isVisible();
        assertThat(page.locator(".alarm")).hasCount(0);
    }

    @Test
    void theConfiguredKeyIsTheOnlyOne(@TempDir Path data) throws Exception {
        String key = "localhost/evident+5b6363c3+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        try (EvidentProcess pinned = EvidentProcess.start(data, Map.of("EVIDENT_VIEWER_LOG_KEY", key))) {
            pinned.send(events().get(0));
            Page page = browsing.open(desktop());
            page.addInitScript(withToken(EvidentProcess.TOKEN));
            page.navigate(pinned.viewer());
            assertThat(page.locator(".alarm")).isVisible();
            page.waitForLoadState(LoadState.NETWORKIDLE); // the service goes away before the page does
            page.close();
        }
    }

    @Test
    void withoutCryptographyThePageSaysSoInWords() {
        Page page = browsing.open(desktop());
        page.addInitScript("Object.defineProperty(crypto, 'subtle', { value: undefined })");
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer());
        assertThat(page.locator(".pill")).containsText("Not checked here");
        row(page, 0).locator(".time").click();
        assertThat(card(page)).containsText("Cannot verify here");
        card(page).locator("summary").click();
        assertThat(card(page)).containsText("/proof");
        assertThat(card(page)).containsText("evident verify --proof proof.json --key 'KEY'");
    }

    private void alarmed(Page page, String reason) {
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer());
        assertThat(page.locator(".alarm")).containsText(reason);
        assertThat(page.locator(".pill.bad")).isVisible();
    }

    private static Locator card(Page page) {
        return page.locator(".proof-card");
    }

    /** Stands between page and API, and changes what the API returns. */
    private static void change(Page page, Pattern address, UnaryOperator<String> change) {
        page.route(address, route -> {
            APIResponse real = route.fetch();
            route.fulfill(new Route.FulfillOptions().setResponse(real).setBody(change.apply(real.text())));
        });
    }

    /** Base64 of the same bytes with one bit turned. */
    private static String flipped(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        bytes[bytes.length / 2] ^= 1;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
