package dev.evident.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningService;
import dev.evident.merkle.AddCheckpoint;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.SignatureType;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.SigningKey;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Logs whose keys sign two trees of one size, and a witness that is shown both at once. */
class WitnessRaceTest {
    private static final int LOGS = 16;
    private static final int CLIENTS_EACH = 4;
    private static final TreeHead ONE = new TreeHead(5, TreeHash.sha256().digest(new byte[] {1}));
    private static final TreeHead OTHER = new TreeHead(5, TreeHash.sha256().digest(new byte[] {2}));

    private final List<SigningKey> logs = IntStream.range(0, LOGS)
            .mapToObj(number -> SigningKey.generate("example.com/log" + number, SignatureType.ED25519))
            .toList();

    @Test
    void ofTwoTreesOfOneSizeOneIsCosigned() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(2 * CLIENTS_EACH);
        try (RunningService witness = witness()) {
            VerifierKey key = KeyFile.ofWitness(witness.data())
                    .list("localhost/evident/witness")
                    .get(0);
            for (SigningKey log : logs) {
                List<Callable<HttpResponse<String>>> race = new ArrayList<>();
                for (int client = 0; client < CLIENTS_EACH; client++) {
                    race.add(() -> submit(witness, log, 0, ONE));
                    race.add(() -> submit(witness, log, 0, OTHER));
                }
                Set<TreeHead> cosigned = new HashSet<>();
                int at = 0;
                for (Future<HttpResponse<String>> response : clients.invokeAll(race)) {
                    TreeHead head = at++ % 2 == 0 ? ONE : OTHER;
                    if (response.get().statusCode() == 200) {
                        assertThat(note(log, head, response.get().body()).verified(List.of(key)))
                                .containsExactly(key);
                        cosigned.add(head);
                    } else {
                        assertThat(response.get().statusCode()).isEqualTo(409);
                        assertThat(response.get().body()).isEqualTo("5\n");
                    }
                }
                assertThat(cosigned).as("trees of %s", log.verifier().name()).hasSize(1);
            }
            assertThat(witness.metric("evident_witness_cosigned_total"))
                    .as("old sizes of 0 that came first")
                    .isEqualTo(LOGS);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aConflictIsToldOfOnceForEachLog() {
        try (RunningService witness = witness()) {
            logs.forEach(
                    log -> assertThat(submit(witness, log, 0, ONE).statusCode()).isEqualTo(200));
            for (int again = 0; again < 3; again++) {
                logs.forEach(log ->
                        assertThat(submit(witness, log, 5, OTHER).statusCode()).isEqualTo(409));
            }
            assertThat(witness.metric("evident_witness_conflicts_total")).isEqualTo(LOGS);
        }
    }

    private RunningService witness() {
        return RunningService.start(Map.of(
                "witness.logs",
                logs.stream()
                        .map(log -> "{origin: " + log.verifier().name() + ", keys: [\"" + log.verifier() + "\"]}")
                        .collect(Collectors.joining(", ", "[", "]"))));
    }

    private static HttpResponse<String> submit(RunningService witness, SigningKey log, long old, TreeHead head) {
        String request = new AddCheckpoint(old, List.of(), note(log, head)).text();
        return witness.client("nobody").post("/witness/add-checkpoint", "text/plain; charset=utf-8", request);
    }

    private static SignedNote note(SigningKey log, TreeHead head) {
        return SignedNote.sign(new Checkpoint(log.verifier().name(), head).text(), List.of(log), 0);
    }

    /** The checkpoint with the lines that the witness sent. */
    private static SignedNote note(SigningKey log, TreeHead head, String lines) {
        return new SignedNote(note(log, head).text(), SignedNote.lines(lines));
    }
}
