package dev.evident;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of events that are refused: a partial batch goes on without them, a quarantine keeps them. */
class RefusedEventsTest {
    private static final String GOOD = "{\"event_type\":\"%s\",\"user_id\":\"u%d\",\"variant_data\":{}}";

    private static RunningService plain;
    private static RunningService keeping;

    @BeforeAll
    static void start() {
        plain = RunningService.start();
        keeping = RunningService.start(Map.of("intake.quarantine", "true", "api.max_event_bytes", "4096"));
    }

    @AfterAll
    static void stop() {
        plain.close();
        keeping.close();
    }

    @Test
    void aPartialBatchStoresTheGoodEventsAndNamesTheOthers() {
        String lines = good("partial", 1) + "\n\nnonsense\n" + good("partial", 2) + "\n{\"event_type\":\"partial\"}\n";
        HttpResponse<String> response = plain.client().post("/events?partial=true", Client.NDJSON, lines);

        assertThat(response.statusCode()).isEqualTo(207);
        JsonObject receipt = new JsonObject(response.body());
        assertThat(receipt.getInteger("accepted")).isEqualTo(2);
        assertThat(receipt.getInteger("rejected_count")).isEqualTo(2);
        assertThat(receipt.getBoolean("quarantined")).isFalse();
        assertThat(receipt.getJsonArray("rejected").getJsonObject(0).getInteger("line"))
                .isEqualTo(3);
        JsonObject second = receipt.getJsonArray("rejected").getJsonObject(1);
        assertThat(second.getInteger("line")).isEqualTo(5);
        assertThat(second.getJsonObject("problem").getString("type")).isEqualTo("urn:evident:problem:invalid-event");
        assertThat(second.getJsonObject("problem").getString("field")).isEqualTo("user_id");
        assertThat(plain.client().list("/events?event_type=partial")).hasSize(2);
        assertThat(receipt.getLong("last_seq") - receipt.getLong("first_seq")).isEqualTo(1);
    }

    @Test
    void anArrayToo() {
        HttpResponse<String> response = plain.client()
                .post("/events?partial=true", Client.JSON, "[1," + good("array", 1) + ",{\"user_id\":[{}]}]");

        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(response.body()).contains("\"index\":0", "\"index\":2").doesNotContain("\"index\":1");
        assertThat(plain.client().list("/events?event_type=array")).hasSize(1);
        assertThat(plain.client()
                        .post("/events?partial=true", Client.JSON, "[" + good("array", 2) + "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(plain.client().list("/events?event_type=array")).hasSize(1);
    }

    @Test
    void aPartialBatchWithoutBadEventsIsServedAsAnyOther() {
        HttpResponse<String> response =
                plain.client().post("/events?partial=true", Client.JSON, "[" + good("whole", 1) + "]");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(new JsonObject(response.body()).fieldNames())
                .containsExactlyInAnyOrder("accepted", "duplicates", "first_seq", "last_seq");
        assertThat(plain.client().post("/events?partial=yes", Client.JSON, "[]").body())
                .contains("\"field\":\"partial\"");
        HttpResponse<String> nothing = plain.client().post("/events?partial=true", Client.JSON, "[1]");
        assertThat(nothing.statusCode()).isEqualTo(207);
        assertThat(new JsonObject(nothing.body()).getInteger("accepted")).isZero();
    }

    @Test
    void aPartialBatchMayBeSentAgain() {
        String lines = keyed("again", "k1", 1) + "\nnonsense\n" + keyed("again", "k2", 2) + "\n";
        String other = keyed("again", "k1", 3) + "\n" + keyed("again", "k3", 4) + "\n";
        Client client = plain.client();

        JsonObject first = new JsonObject(
                client.post("/events?partial=true", Client.NDJSON, lines).body());
        JsonObject again = new JsonObject(
                client.post("/events?partial=true", Client.NDJSON, lines).body());
        assertThat(again.getInteger("accepted")).isZero();
        assertThat(again.getInteger("duplicates")).isEqualTo(2);
        assertThat(again.getLong("first_seq")).isEqualTo(first.getLong("first_seq"));

        HttpResponse<String> conflict = client.post("/events?partial=true", Client.NDJSON, other);
        assertThat(conflict.statusCode()).isEqualTo(207);
        assertThat(conflict.body()).contains("\"accepted\":1", "\"line\":1", "dedup-conflict");
        assertThat(client.list("/events?event_type=again")).hasSize(3);
    }

    @Test
    void aQuarantineKeepsWhatIsRefusedByteForByte() {
        Client client = keeping.client("acme_token");
        String refused = " {\"event_type\":\"kept\",  \"user_id\":\"caf\u00e9\", \"variant_data\":[] }\r\n";
        HttpResponse<String> response = client.post(refused);

        assertThat(response.statusCode()).isEqualTo(202);
        JsonObject receipt = new JsonObject(response.body());
        assertThat(receipt.getBoolean("quarantined")).isTrue();
        assertThat(receipt.getJsonObject("problem").getString("field")).isEqualTo("variant_data");
        assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith(receipt.getString("id"));

        JsonObject kept =
                new JsonObject(client.get("/events/" + receipt.getString("id")).body());
        assertThat(kept.getString("event_type")).isEqualTo("evident.rejected");
        assertThat(kept.getString("user_id")).isEqualTo("acme");
        assertThat(kept.getString("tenant")).isEqualTo("acme");
        JsonObject data = kept.getJsonObject("variant_data");
        assertThat(data.getString("body")).isEqualTo(refused);
        assertThat(data.getString("reason")).isEqualTo("variant_data must be a JSON object, not an array.");
        assertThat(data.getString("problem")).isEqualTo("invalid-event");
        assertThat(client.list("/events?event_type=evident.rejected&q=caf%C3%A9"))
                .hasSize(1);
        assertThat(keeping.client("globex_token").list("/events?q=caf%C3%A9")).isEmpty();
    }

    @Test
    void whatIsNotUtf8IsKeptToo() throws Exception {
        byte[] body = "{\"event_type\":\"latin\",\"user_id\":\"J\u00fcrgen\",\"variant_data\":{}}".getBytes(ISO_8859_1);
        HttpResponse<String> response = keeping.client().post("/event", Client.JSON, "identity", body);

        assertThat(response.statusCode()).isEqualTo(202);
        String id = new JsonObject(response.body()).getString("id");
        JsonObject data = new JsonObject(keeping.client().get("/events/" + id).body()).getJsonObject("variant_data");
        assertThat(Base64.getDecoder().decode(data.getString("body_base64"))).isEqualTo(body);
        assertThat(data.getInteger("bytes")).isEqualTo(body.length);
    }

    @Test
    void aBatchGoesOnWithoutTheBadOnesWhichAreKeptOnce() {
        String lines = keyed("batch", "b1", 1) + "\n{\"half\":\n" + keyed("batch", "b2", 2) + "\n";
        Client client = keeping.client();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> response = client.post("/events", Client.NDJSON, lines);
            assertThat(response.statusCode()).isEqualTo(207);
            assertThat(response.body()).contains("\"quarantined\":true", "\"line\":2");
        }
        assertThat(client.list("/events?event_type=batch")).hasSize(2);
        assertThat(client.list("/events?event_type=evident.rejected&line=2&variant_data.body=%7B%22half%22:"))
                .hasSize(1);
        client.post("/events", Client.NDJSON, keyed("batch", "b1", 7) + "\n");
        assertThat(client.list("/events?event_type=evident.rejected&problem=dedup-conflict"))
                .hasSize(1);
        HttpResponse<String> single = client.post(keyed("batch", "b2", 8));
        assertThat(single.statusCode()).isEqualTo(202);
    }

    @Test
    void whatIsNoBatchAtAllIsKeptInParts() {
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < 300; i++) {
            body.append(good("broken\u00e9", i)).append(',');
        }
        HttpResponse<String> response = keeping.client().post("/events", Client.JSON, body.toString());

        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(new JsonObject(response.body()).getInteger("accepted")).isZero();
        StringBuilder kept = new StringBuilder();
        for (Returned part : keeping.client().listAll("/events?event_type=evident.rejected&parts%3E1&order=asc")) {
            assertThat(part.body().getBytes(UTF_8).length).isLessThan(4096 * 4 / 3 + 1_000);
            kept.append(
                    new JsonObject(part.body()).getJsonObject("variant_data").getString("body"));
        }
        assertThat(kept.toString()).isEqualTo(body.toString());
    }

    @Test
    void whatIsKeptCanBeRedacted() {
        String secret = "{\"secret\":\"4111111111111111\"}";
        String id = new JsonObject(keeping.client().post(secret).body()).getString("id");
        Client admin = keeping.client("admin_token");
        String reason = "{\"reason\":\"a card number\"}";

        assertThat(admin.post("/events/" + id + "/redact", Client.JSON, reason).statusCode())
                .isEqualTo(201);
        assertThat(admin.get("/events/" + id).body()).doesNotContain("4111");
        keeping.client().post(secret);
        JsonObject dry = new JsonObject(admin.post(
                        "/events/redact?event_type=evident.rejected&q=4111111111111111&dry_run=true",
                        Client.JSON,
                        reason)
                .body());
        assertThat(dry.getInteger("count")).isEqualTo(1);
        dry = new JsonObject(
                admin.post("/events/redact?event_type=evident.event_redacted&dry_run=true", Client.JSON, reason)
                        .body());
        assertThat(dry.getInteger("count")).isZero();
    }

    @Test
    void bodiesMayBeCompressed() throws IOException {
        String event = good("compressed", 1);
        byte[] lines = (good("compressed", 2) + "\n" + good("compressed", 3) + "\n")
                .repeat(500)
                .getBytes(UTF_8);
        Client client = plain.client();

        assertThat(client.post("/event", Client.JSON, "gzip", gzip(event.getBytes(UTF_8)))
                        .statusCode())
                .isEqualTo(201);
        assertThat(client.post("/events", Client.NDJSON, "zstd", Zstd.compress(lines))
                        .statusCode())
                .isEqualTo(201);
        assertThat(client.post("/events", Client.NDJSON, "X-GZIP", gzip(lines)).statusCode())
                .isEqualTo(201);
        assertThat(new JsonObject(client.get("/events/stats?event_type=compressed")
                                .body())
                        .getInteger("count"))
                .isEqualTo(2_001);

        byte[] cut = gzip(lines);
        assertThat(client.post("/events", Client.NDJSON, "gzip", Arrays.copyOf(cut, cut.length - 1))
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.post("/event", Client.JSON, "gzip", gzip(new byte[20 << 20]))
                        .statusCode())
                .isEqualTo(413);
        HttpResponse<String> unknown = client.post("/event", Client.JSON, "br", gzip(lines));
        assertThat(unknown.statusCode()).isEqualTo(415);
        assertThat(unknown.headers().firstValue("Accept-Encoding")).contains("gzip, zstd");
        assertThat(client.post("/event", Client.JSON, "gzip, gzip", gzip(lines)).statusCode())
                .isEqualTo(415);
        Await.until("all is given back", () -> plain.metric("evident_api_inflight_bytes") == 0);
    }

    private static String good(String type, int user) {
        return GOOD.formatted(type, user);
    }

    private static String keyed(String type, String key, int user) {
        return good(type, user).replace("}}", "},\"dedup_key\":\"" + key + "\"}");
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
