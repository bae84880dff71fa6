package dev.evident.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.RunningService;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.TreeHash;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /events/proofs/{seqs}}. */
class ProofBatchTest {
    private static final int EVENTS = 300;

    @SuppressWarnings("NullAway.Init")
    static RunningService service;

    @BeforeAll
    static void startWithEvents() {
        service = RunningService.start();
        for (String tenant : List.of("acme", "globex")) {
            String lines = IntStream.range(0, EVENTS / 2)
                    .mapToObj(n -> "{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{\"n\":" + n + "}}")
                    .collect(Collectors.joining("\n"));
            assertThat(service.client(tenant + "_token")
                            .post("/events", Client.NDJSON, lines)
                            .statusCode())
                    .isEqualTo(201);
        }
        Await.until("sealed", () -> proofs(service.client(), "0," + (EVENTS - 1))
                .getJsonArray("unsealed")
                .isEmpty());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void eachIsProvenInTheOneCheckpoint() {
        JsonObject response = proofs(service.client(), seqs(1, 100));
        Checkpoint checkpoint = Checkpoint.parse(bodyOf(response.getString("checkpoint")));
        assertThat(checkpoint.head().size()).isEqualTo(response.getLong("tree_size"));
        assertThat(response.getJsonArray("proofs")).hasSize(100);
        for (Object each : response.getJsonArray("proofs")) {
            JsonObject proof = (JsonObject) each;
            List<byte[]> path = proof.getJsonArray("path").stream()
                    .map(hash -> Base64.getDecoder().decode((String) hash))
                    .toList();
            byte[] leaf = new TreeHash().leaf(proof.getString("leaf").getBytes(US_ASCII));
            assertThat(Proofs.includes(checkpoint.head(), proof.getLong("seq"), leaf, path))
                    .isTrue();
            assertThat(proof.getString("body")).isNotEmpty();
        }
    }

    @Test
    void whatIsNotSealedIsNamed() {
        JsonObject response = proofs(service.client(), "2,999999999");
        assertThat(response.getJsonArray("unsealed")).isEqualTo(new JsonArray().add(999999999));
        assertThat(response.getJsonArray("proofs")).hasSize(1);
    }

    @Test
    void aTenantSeesItsOwnOnly() {
        JsonArray all = proofs(service.client(), seqs(100, 100)).getJsonArray("proofs");
        JsonArray own = proofs(service.client("acme_token"), seqs(100, 100)).getJsonArray("proofs");
        JsonArray others =
                proofs(service.client("globex_token"), seqs(100, 100)).getJsonArray("proofs");
        assertThat(own.size()).isGreaterThan(0);
        assertThat(others.size()).isGreaterThan(0);
        assertThat(own.size() + others.size()).isEqualTo(all.size());
        assertThat(own.stream().map(proof -> ((JsonObject) proof).getInteger("seq")))
                .doesNotContainAnyElementsOf(others.stream()
                        .map(proof -> ((JsonObject) proof).getInteger("seq"))
                        .toList());
    }

    @Test
    void whatIsNoListOfPositionsIsRefused() {
        for (String wrong : List.of("x", "1,,2", "-1", "1%202", seqs(0, 101), "1234567890123456789")) {
            HttpResponse<String> response = service.client().get("/events/proofs/" + wrong);
            assertThat(response.statusCode()).as(wrong).isEqualTo(400);
            assertThat(response.body()).contains("\"field\":\"seqs\"");
        }
        assertThat(service.client("nobody").get("/events/proofs/1").statusCode())
                .isEqualTo(401);
    }

    private static JsonObject proofs(Client client, String seqs) {
        HttpResponse<String> response = client.get("/events/proofs/" + seqs);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static String seqs(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    /** The text of a signed note without its signatures. */
    private static String bodyOf(String note) {
        return note.substring(0, note.indexOf("\n\n") + 1);
    }
}
