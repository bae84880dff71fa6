package dev.evident.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.RunningService;
import dev.evident.merkle.AddCheckpoint;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.SignatureType;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.SigningKey;
import dev.evident.merkle.TestTree;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String ORIGIN = "example.com/log";
    private static final TestTree TREE = TestTree.of(300);

    private final SigningKey log = SigningKey.generate(ORIGIN, SignatureType.ED25519);

    private String submission(long old, long size) {
        return submission(log, old, new TreeHead(size, TREE.root(0, size)));
    }

    private static String submission(SigningKey key, long old, TreeHead head) {
        return new AddCheckpoint(
                        old,
                        old <= head.size() ? Proofs.hashes(Proofs.consistency(old, head.size()), TREE) : List.of(),
                        SignedNote.sign(new Checkpoint(ORIGIN, head).text(), List.of(key), 0))
                .text();
    }

    private RunningService witness() {
        return RunningService.start(
                Map.of("witness.logs", "[{origin: " + ORIGIN + ", keys: [\"" + log.verifier() + "\"]}]"));
    }

    private static HttpResponse<String> submit(RunningService witness, String request) {
        return witness.client("nobody").post("/witness/add-checkpoint", TEXT, request);
    }

    private static VerifierKey witnessKey(RunningService witness, String name) {
        return KeyFile.ofWitness(witness.data()).list(name).get(0);
    }

    @Test
    void itRespondsAsTheSpecificationSays() {
        try (RunningService witness = witness()) {
            VerifierKey key = witnessKey(witness, "localhost/evident/witness");

            HttpResponse<String> first = submit(witness, submission(0, 5));
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            SignedNote note = new SignedNote(
                    new Checkpoint(ORIGIN, new TreeHead(5, TREE.root(0, 5))).text(), SignedNote.lines(first.body()));
            assertThat(note.verified(List.of(key))).containsExactly(key);

            HttpResponse<String> again = submit(witness, submission(0, 5));
            assertThat(again.statusCode()).isEqualTo(409);
            assertThat(again.headers().firstValue("Content-Type")).hasValue("text/x.tlog.size");
            assertThat(again.body()).isEqualTo("5\n");
            assertThat(submit(witness, submission(5, 5)).statusCode()).isEqualTo(200);
            assertThat(submit(witness, submission(5, 300)).statusCode()).isEqualTo(200);
            assertThat(submit(witness, submission(5, 200)).body()).isEqualTo("300\n");
            assertThat(submit(witness, submission(7, 5)).statusCode()).isEqualTo(400);

            TreeHead other = new TreeHead(300, TreeHash.empty());
            assertThat(submit(witness, submission(log, 300, other)).statusCode())
                    .isEqualTo(409);
            SigningKey stranger = SigningKey.generate(ORIGIN, SignatureType.ED25519);
            assertThat(submit(witness, submission(stranger, 300, other)).statusCode())
                    .isEqualTo(403);
            assertThat(submit(witness, submission(300, 300).replace(ORIGIN, "example.com/other"))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(submit(witness, "nonsense").statusCode()).isEqualTo(400);
            assertThat(witness.metric("evident_witness_cosigned_total")).isEqualTo(3);
            assertThat(submit(witness, submission(log, 300, other)).statusCode())
                    .isEqualTo(409);
            assertThat(witness.metric("evident_witness_conflicts_total")).isEqualTo(1);
            assertThat(witness.metric("evident_witness_unproven_total")).isZero();

            witness.restart(Map.of("witness.logs", "[{origin: " + ORIGIN + ", keys: [\"" + log.verifier() + "\"]}]"));
            assertThat(submit(witness, submission(0, 5)).body()).isEqualTo("300\n");
        }
    }

    @Test
    void aProofWithAnyLineChangedIsRefused() {
        try (RunningService witness = witness()) {
            assertThat(submit(witness, submission(0, 5)).statusCode()).isEqualTo(200);
            String good = submission(5, 300);
            int lines = Proofs.consistency(5, 300).size();
            for (int line = 1; line <= lines; line++) {
                List<String> parts = new java.util.ArrayList<>(good.lines().toList());
                parts.set(line, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
                assertThat(submit(witness, String.join("\n", parts) + "\n").statusCode())
                        .isEqualTo(422);
                parts.remove(line);
                assertThat(submit(witness, String.join("\n", parts) + "\n").statusCode())
                        .isEqualTo(422);
            }
            assertThat(submit(witness, good).statusCode()).isEqualTo(200);
            assertThat(witness.metric("evident_witness_unproven_total")).isEqualTo(2.0 * lines);
            assertThat(witness.metric("evident_witness_conflicts_total")).isZero();
        }
    }

    @Test
    void twoInstancesGuardEachOtherAndOneThatIsPutBackIsFoundOut() throws IOException {
        int[] ports = freePorts();
        try (RunningService a = RunningService.start(Map.of("log.origin", "a.test/log"));
                RunningService b = RunningService.start(Map.of("log.origin", "b.test/log"))) {
            VerifierKey keyOfA = Auditor.key(a.client());
            VerifierKey keyOfB = Auditor.key(b.client());
            VerifierKey witnessA = KeyFile.ofWitness(a.data())
                    .rotate("a.test/log/witness", false)
                    .get(0);
            VerifierKey witnessB = KeyFile.ofWitness(b.data())
                    .rotate("b.test/log/witness", false)
                    .get(0);
            Map<String, String> settingsOfA = settings("a.test/log", ports[0], ports[1], witnessB, keyOfB);
            Map<String, String> settingsOfB = settings("b.test/log", ports[1], ports[0], witnessA, keyOfA);
            a.restart(settingsOfA);
            b.restart(settingsOfB);

            write(b, 3);
            awaitCosigned(a, keyOfA, witnessB);
            awaitCosigned(b, keyOfB, witnessA);
            b.stop();
            Snapshot before = Snapshot.of(b.data());
            b.restart(settingsOfB);
            write(b, 30);
            awaitCosigned(b, keyOfB, witnessA);
            assertThat(b.metric("evident_log_witnesses_contradicting")).isZero();
            b.stop();

            before.putBack(name -> true); // all of it: nothing on this machine can tell
            b.restart(settingsOfB);

            Await.until("the alarm", () -> b.metric("evident_log_witnesses_contradicting") == 1);
            assertThat(b.health()).contains("DEGRADED", "ALARM", "it knows a tree of 33 leaves");
            Await.until("the event", () -> !b.client()
                    .list("/events?event_type=evident.witness_contradicted")
                    .isEmpty());
            send(b, 40); // more than the witness knows: a checkpoint of it would be evidence of a fork
            Await.until("it is not signed", () -> b.metric("evident_log_unsigned_events") == 41);
            assertThat(b.metric("evident_log_witnesses_cosigned")).isZero();
            b.stop();
            assertThat(Files.readString(b.data().resolve("checkpoint"))).startsWith("b.test/log\n3\n");
        }
    }

    private static Map<String, String> settings(
            String origin, int port, int other, VerifierKey witness, VerifierKey otherLog) {
        return Map.of(
                "log.origin",
                origin,
                "api.port",
                String.valueOf(port),
                "log.witnesses",
                "[{url: \"http://127.0.0.1:" + other + "/witness\", key: \"" + witness + "\"}]",
                "witness.logs",
                "[{origin: " + otherLog.name() + ", keys: [\"" + otherLog + "\"]}]");
    }

    private static void write(RunningService service, int count) {
        send(service, count);
        long size = service.client().list("/events?limit=1").get(0).seq() + 1;
        Auditor auditor = new Auditor(service.client());
        Await.until("all is signed", () -> auditor.head().size() >= size);
    }

    private static void send(RunningService service, int count) {
        String event = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}\n";
        assertThat(service.client()
                        .post("/events", Client.NDJSON, event.repeat(count))
                        .statusCode())
                .isEqualTo(201);
    }

    private static void awaitCosigned(RunningService service, VerifierKey log, VerifierKey witness) {
        Await.until("a cosignature of " + witness.name(), () -> {
            byte[] note = Auditor.ok(service.client().get("/log/checkpoint")).getBytes(UTF_8);
            return SignedNote.parse(note).verified(List.of(log, witness)).size() == 2;
        });
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), two.getLocalPort()};
        }
    }
}
