package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.evident.Returned;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tick in the list means proved, and whoever changes responses on their way is found out. */
class ListProofsBrowserIT extends ViewerCase {
    private static final int EVENTS = 130;
    private static final Pattern LIST = Pattern.compile("/events\\?");
    private static final Pattern EVENT = Pattern.compile("/events/[0-9a-f-]{36}$");
    private static final Pattern PROOF = Pattern.compile("/events/[0-9a-f-]+/proof$");
    private static final Pattern PROOFS = Pattern.compile("/events/proofs/[\\d,]+$");
    private static final String TRUE_USER = "mallory";
    private static final String FALSE_USER = "malvina";

    @Override
    List<String> events() {
        return IntStream.range(0, EVENTS)
                .mapToObj(n -> event("document.viewed", n == EVENTS - 3 ? TRUE_USER : "maria", "{\"n\":" + n + "}"))
                .toList();
    }

    @Test
    void everyRowInSightIsProvedAndNoOther() {
        Page page = browsing.open(desktop());
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.method().equals("GET") && PROOFS.matcher(request.url()).find()) {
                asked.add(request.url());
            }
        });
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer());
        loaded(page);
        assertThat(row(page, 0).locator(".tick.proved")).isVisible();
        assertThat(page.locator(".tick.sealed")).hasCount(0);
        int rows = page.locator(".row.event").count();
        assertThat(page.locator(".tick.proved")).hasCount(rows);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).split(",", -1)).hasSizeLessThanOrEqualTo(rows);

        page.keyboard().press("End");
        assertThat(row(page, 99).locator(".tick.proved")).isVisible();
        assertThat(page.locator(".alarm")).hasCount(0);
    }

    @Test
    void theSealIsHollowUntilThen() {
        Page page = browsing.open(desktop());
        page.route(PROOFS, route -> {}); // never responded to
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer());
        assertThat(row(page, 4).locator(".tick.sealed")).hasAttribute("title", "Sealed, not checked yet");
        assertThat(page.locator(".tick.proved")).hasCount(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the list only",
                "the event only",
                "the proof only",
                "no proof",
                "all three",
                "all three and the leaf"
            })
    void whatIsChangedOnItsWayRaisesTheAlarm(String changed) {
        Page page = browsing.open(desktop());
        boolean all = changed.startsWith("all");
        if (all || changed.equals("the list only")) {
            change(page, LIST, ListProofsBrowserIT::lie);
        }
        if (all || changed.equals("the event only")) {
            change(page, EVENT, ListProofsBrowserIT::lie);
        }
        if (all || changed.equals("the proof only")) {
            change(page, PROOF, response -> lie(new JsonObject(response), changed.endsWith("leaf"))
                    .encode());
            change(page, PROOFS, response -> {
                JsonObject proofs = new JsonObject(response);
                proofs.getJsonArray("proofs").forEach(proof -> lie((JsonObject) proof, changed.endsWith("leaf")));
                return proofs.encode();
            });
        }
        if (changed.equals("no proof")) {
            change(page, PROOFS, response -> {
                JsonObject proofs = new JsonObject(response);
                proofs.getJsonArray("proofs").remove(2);
                return proofs.encode();
            });
        }
        boolean alone = changed.equals("the event only"); // which is read for an address of an event that is not listed
        Returned wanted = service.client().list("/events?user_id=" + TRUE_USER).get(0);
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer() + (alone ? "?f=user_id=nobody&event=" + wanted.id() : ""));
        loaded(page);
        if (!alone) {
            assertThat(page.locator(".row.broken .tick.failed")).hasCount(1);
            row(page, 2).locator(".time").click();
        }
        assertThat(page.locator(".pill.bad")).hasText("Not as recorded");
        assertThat(page.locator(".alarm")).containsText("tell whoever runs the log");
        assertThat(page.locator(".proof-card.bad")).containsText("tell whoever runs the log");
    }

    private static String lie(String text) {
        return text.replace(TRUE_USER, FALSE_USER);
    }

    /** Another body in a proof, and the leaf that would be right for it. */
    private static JsonObject lie(JsonObject proof, boolean leafToo) {
        String body = new String(Base64.getDecoder().decode(proof.getString("body")), UTF_8);
        if (!body.contains(TRUE_USER)) {
            return proof;
        }
        byte[] other = lie(body).getBytes(UTF_8);
        proof.put("body", Base64.getEncoder().encodeToString(other));
        if (leafToo) {
            String content = sha256(Base64.getDecoder().decode(proof.getString("salt")), other);
            String envelope =
                    sha256((proof.getString("id") + "\n" + proof.getString("timestamp") + "\n" + content + "\n")
                            .getBytes(UTF_8));
            proof.put("leaf", "evident.event/v1\n" + proof.getLong("seq") + "\n" + envelope + "\n");
        }
        return proof;
    }

    private static String sha256(byte[]... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha.update(part);
            }
            return Base64.getEncoder().encodeToString(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void change(Page page, Pattern address, UnaryOperator<String> change) {
        page.route(address, route -> {
            if (route.request().method().equals("OPTIONS")) {
                route.resume();
                return;
            }
            String body = change.apply(route.fetch().text());
            route.fulfill(new Route.FulfillOptions()
                    .setHeaders(Map.of("Access-Control-Allow-Origin", "*", "Content-Type", "application/json"))
                    .setBody(body));
        });
    }
}
