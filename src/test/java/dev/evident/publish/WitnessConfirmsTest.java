package dev.evident.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.RunningService;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.SignatureType;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.SigningKey;
import dev.evident.merkle.VerifierKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is not signed, and not taken, before and after a witness has said what it knows of the log. */
class WitnessConfirmsTest {
    private static final String ORIGIN = "log.test/log";
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}\n";

    @Test
    void aContradictionThatIsLearntWhileRunningStopsSigningAndARequiredWitnessWriting() throws IOException {
        int port = freePort();
        try (RunningService log = RunningService.start(Map.of("log.origin", ORIGIN));
                RunningService fork = RunningService.start(Map.of("log.origin", ORIGIN));
                RunningService witness = RunningService.start(witness(port, Auditor.key(log.client())))) {
            VerifierKey key = witnessKey(witness);
            log.restart(log(port, key, false));
            send(log, 3);
            awaitCheckpoint(log, 3);
            Await.until("it is cosigned", () -> log.metric("evident_log_witnesses_cosigned") == 1);
            log.stop();
            fork.stop();
            Snapshot.of(log.data()).putInto(fork.data(), name -> true);
            log.restart(log(port, key, false));
            fork.restart(log(port, key, false));
            send(fork, 5);
            Await.until("the fork is cosigned", () -> cosigned(fork, 8, key));
            fork.stop();

            send(log, 1);

            Await.until("the alarm", () -> log.metric("evident_log_witnesses_contradicting") == 1);
            String atFirst = Auditor.ok(log.client().get("/log/checkpoint"));
            assertThat(atFirst).startsWith(ORIGIN + "\n4\n"); // how else would the witness have been asked
            assertThat(log.health()).contains("DEGRADED", "ALARM", "a tree of 8 leaves", "Nothing is signed until");
            send(log, 10);
            Await.until("they are not signed", () -> log.metric("evident_log_unsigned_events") >= 10);
            HttpResponse<String> unproven = log.client()
                    .get("/events/"
                            + log.client().list("/events?limit=1").get(0).id() + "/proof");
            assertThat(unproven.statusCode()).isEqualTo(503);
            assertThat(unproven.body()).contains("a tree of 8 leaves");
            assertThat(Auditor.ok(log.client().get("/log/checkpoint"))).isEqualTo(atFirst);

            log.restart(log(port, key, true));

            Await.until("the alarm again", () -> log.metric("evident_log_witnesses_contradicting") == 1);
            assertUnwitnessed(log.client().post(EVENT));
            log.stop();
            assertThat(Files.readString(log.data().resolve("checkpoint"))).startsWith(ORIGIN + "\n4\n");
        }
    }

    @Test
    void aWitnessThatCannotBeReachedStopsSigningForAWhileAndForAsLongAsItIsRequired() throws IOException {
        int port = freePort();
        try (RunningService log = RunningService.start(Map.of("log.origin", ORIGIN));
                RunningService strict = RunningService.start(Map.of("log.origin", ORIGIN))) {
            VerifierKey key = SigningKey.generate("witness.test", SignatureType.COSIGNATURE_V1)
                    .verifier();
            send(log, 2);
            awaitCheckpoint(log, 2);
            log.restart(log(port, key, false));
            send(log, 2);
            assertThat(signed(log)).isEqualTo(2); // nothing new while the witness is waited for
            VerifierKey old = Auditor.key(strict.client());
            VerifierKey now = KeyFile.ofLog(strict.data()).rotate(ORIGIN, false).get(0);
            strict.restart(log(port, key, true));
            assertUnwitnessed(strict.client().post(EVENT));
            assertUnwitnessed(strict.client().post("/events", Client.NDJSON, EVENT.repeat(2)));
            assertUnwitnessed(strict.client("admin_token")
                    .post(
                            "/events/0192f0c1-2d3e-7f4a-8b5c-6d7e8f901234/redact",
                            "application/json",
                            "{\"reason\":\"r\"}"));
            assertThat(strict.client("reader_token").post(EVENT).statusCode()).isEqualTo(403);
            assertThat(strict.client().list("/events?event_type!=evident.key_rotated"))
                    .isEmpty();

            awaitCheckpoint(log, 4);
            Await.until("people are told", () -> strict.health().contains("No witness has confirmed"));
            assertThat(strict.health()).contains("DEGRADED").doesNotContain("ALARM");
            assertUnwitnessed(strict.client().post(EVENT));
            assertThat(checkpoint(strict).verified(List.of(old, now)))
                    .containsExactly(old); // nor does the new key sign

            strict.stop();
            try (RunningService witness = RunningService.start(witness(port, old, now))) {
                VerifierKey real = witnessKey(witness);
                witness.stop();
                strict.restart(log(port, real, true));
                assertUnwitnessed(strict.client().post(EVENT));
                witness.restart();

                Await.until(
                        "it is confirmed and takes events",
                        () -> strict.client().post(EVENT).statusCode() == 201);
                long size = strict.client().list("/events?limit=1").get(0).seq() + 1;
                awaitCheckpoint(strict, size);
                assertThat(checkpoint(strict).verified(List.of(old, now))).containsExactlyInAnyOrder(old, now);
                witness.stop();
                assertThat(strict.client().post(EVENT).statusCode()).isEqualTo(201); // it was there at the start
                awaitCheckpoint(strict, size + 1);
            }
        }
    }

    private static void assertUnwitnessed(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.body()).contains("urn:evident:problem:unwitnessed", "Nothing was stored");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("10");
    }

    private static Map<String, String> witness(int port, VerifierKey... log) {
        String keys = Stream.of(log).map(key -> "\"" + key + "\"").collect(Collectors.joining(", "));
        return Map.of(
                "api.port", String.valueOf(port), "witness.logs", "[{origin: " + ORIGIN + ", keys: [" + keys + "]}]");
    }

    private static Map<String, String> log(int port, VerifierKey witness, boolean required) {
        Map<String, String> settings = new HashMap<>();
        settings.put("log.origin", ORIGIN);
        settings.put("log.witnesses", "[{url: \"http://127.0.0.1:" + port + "/witness\", key: \"" + witness + "\"}]");
        settings.put("log.witness_required", String.valueOf(required));
        return settings;
    }

    private static VerifierKey witnessKey(RunningService witness) {
        return KeyFile.ofWitness(witness.data())
                .list("localhost/evident/witness")
                .get(0);
    }

    private static void send(RunningService service, int count) {
        assertThat(service.client()
                        .post("/events", Client.NDJSON, EVENT.repeat(count))
                        .statusCode())
                .isEqualTo(201);
    }

    private static void awaitCheckpoint(RunningService service, long size) {
        Await.until("a checkpoint of " + size, () -> signed(service) == size);
    }

    private static long signed(RunningService service) {
        return Checkpoint.parse(checkpoint(service).text()).head().size();
    }

    private static boolean cosigned(RunningService service, long size, VerifierKey witness) {
        SignedNote note = checkpoint(service);
        return Checkpoint.parse(note.text()).head().size() == size
                && !note.verified(List.of(witness)).isEmpty();
    }

    private static SignedNote checkpoint(RunningService service) {
        return SignedNote.parse(Auditor.ok(service.client().get("/log/checkpoint")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
