package dev.evident.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import dev.evident.merkle.VerifierKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs that a service handed out, in every form, looked at without it. */
class ProofCheckTest {
    private static final String CONTENT_UNSEEN = "content of the event: the proof does not have it";

    @TempDir
    static Path directory;

    private static RunningService service;
    private static List<VerifierKey> keys;
    private static Path json;
    private static Path tlog;
    private static Path hashed;
    private static Path hashedTlog;
    private static Path event;
    private static Path other;

    @BeforeAll
    static void proofsAreKept() throws IOException {
        service = RunningService.start();
        Client client = service.client();
        for (int n = 0; n < 5; n++) {
            assertThat(client.post("{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{\"n\":" + n
                                    + ",\"id\":\"7\"}}")
                            .statusCode())
                    .isEqualTo(201);
        }
        List<Returned> events = client.list("/events?order=asc");
        String proof = "/events/" + events.get(2).id() + "/proof";
        Client auditor = service.client("verifier_token");
        json = kept("proof.json", client.get(proof).body());
        tlog = kept("proof.tlog-proof", client.get(proof, "text/plain").body());
        hashed = kept("hashed.json", auditor.get(proof).body());
        hashedTlog = kept("hashed.tlog-proof", auditor.get(proof, "text/plain").body());
        event = kept("event.json", client.get("/events/" + events.get(2).id()).body());
        other = kept("other.json", client.get("/events/" + events.get(3).id()).body());
        keys = List.of(VerifierKey.parse(client.get("/log/key").body().strip()));
    }

    @AfterAll
    static void end() {
        service.close();
    }

    private static Path kept(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Verdict check(Path proof, @Nullable Path withEvent) {
        return new ProofCheck().run(proof, keys, withEvent);
    }

    @Test
    void whatWasSeenAndWhatNotIsToldApart() {
        Verdict whole = check(json, null);
        assertThat(whole.intact()).isTrue();
        assertThat(whole.checked()).contains("body, salt, id and timestamp give the leaf");
        assertThat(whole.unchecked()).isEmpty();

        for (Path without : List.of(hashed, hashedTlog)) {
            Verdict part = check(without, null);
            assertThat(part.intact()).isTrue();
            assertThat(part.checked()).contains("id, timestamp and the hash of body and salt give the leaf");
            assertThat(part.unchecked()).containsExactly(CONTENT_UNSEEN);
        }
    }

    @Test
    void theEventMayStandBesideTheProofAsItIsReturnedOrStored() throws IOException {
        byte[] body = Base64.getDecoder().decode(new JsonObject(Files.readString(json)).getString("body"));
        Path stored = Files.write(directory.resolve("stored.json"), body);
        Path withLineFeed = kept("line.json", Files.readString(event) + "\n");

        for (Path beside : List.of(event, stored, withLineFeed, json)) {
            for (Path proof : List.of(json, tlog)) {
                Verdict verdict = check(proof, beside);
                assertThat(verdict.findings().kept())
                        .as("%s with %s", proof, beside)
                        .isEmpty();
                assertThat(verdict.checked()).contains("body, salt, id and timestamp give the leaf");
                assertThat(verdict.unchecked()).isEmpty();
            }
        }
    }

    @Test
    void anotherEventOrAChangedOneIsNoneThatWasLogged() throws IOException {
        Path changed = kept("changed.json", Files.readString(event).replace("\"n\":2", "\"n\":3"));
        for (Path proof : List.of(json, tlog)) {
            assertThat(check(proof, other).findings().firstSeq()).hasValue(2);
            assertThat(check(proof, changed).findings().firstSeq()).hasValue(2);
        }
        assertThatThrownBy(() -> check(hashed, event))
                .isInstanceOf(CannotCheckException.class)
                .hasMessageContaining("no salt");
    }

    @Test
    void aSizeThatIsNotTheCheckpointsIsAFinding() throws IOException {
        JsonObject proof = new JsonObject(Files.readString(json));
        Path changed = kept("size.json", proof.put("tree_size", 4).encode());

        assertThat(check(changed, null).findings().kept())
                .singleElement()
                .asString()
                .contains("tree_size");
    }

    /** C2SP tlog-proof: the extra line is anything. */
    @Test
    void anExtraLineOfSomebodyElseTellsNothing() throws IOException {
        String proof = Files.readString(tlog);
        for (String extra : List.of("", "bm90aGluZw==", "W10=", "eyJpZCI6N30=", "eyJzYWx0IjoiKiJ9")) {
            Path foreign = kept(
                    "foreign.tlog-proof",
                    proof.replaceFirst("(?m)^extra .*\n", extra.isEmpty() ? "" : "extra " + extra + "\n"));

            assertThatThrownBy(() -> check(foreign, null)).isInstanceOf(CannotCheckException.class);
            assertThat(check(foreign, json).intact()).as(extra).isTrue();
        }
    }
}
