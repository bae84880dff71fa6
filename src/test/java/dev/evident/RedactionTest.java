package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.merkle.EventLeaf;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is redacted is gone from everything that the service keeps and returns, and the log goes on. */
class RedactionTest {
    /** Long enough to stand on pages of its own besides. */
    private static final String LARGE = "overflowing".repeat(6_000);

    private final RunningService service = RunningService.start(Map.of());

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void noFileHoldsAByteOfARedactedEvent() {
        String id = post("quetzal", "zirconium marmalade " + LARGE);
        List<String> others = IntStream.range(0, 300)
                .mapToObj(n -> post("other" + n, "something else"))
                .toList();
        assertThat(find("user_id=quetzal")).hasSize(1);
        service.restart(); // so that the index has committed it
        assertThat(RawFiles.with("quetzal", service.data())).hasSizeGreaterThan(1);

        assertThat(redact(id).statusCode()).isEqualTo(201);

        for (String trace : List.of("quetzal", "zirconium", "marmalade", "overflowingoverflowing")) {
            Await.until(trace + " is gone", () -> RawFiles.with(trace, service.data())
                    .isEmpty());
        }
        assertThat(service.metric("evident_index_purging_events")).isZero();
        assertThat(find("user_id=other7")).extracting(Returned::id).containsExactly(others.get(7));
        service.restart();
        assertThat(RawFiles.with("quetzal", service.data())).isEmpty();
        assertRedacted(id);
    }

    @Test
    void theWriteAheadLogHoldsNothingOfItEither() {
        String id = post("quetzal", "zirconium");
        Path log = service.data().resolve("events.db-wal");
        assertThat(RawFiles.with("quetzal", log)).isNotEmpty();

        redact(id);

        Await.until("the log is emptied", () -> RawFiles.with("quetzal", log).isEmpty());
        assertThat(RawFiles.with("quetzal", service.data().resolve("events.db")))
                .isEmpty();
    }

    @Test
    void nobodyFindsWhatItSaidFromTheMomentOfTheResponseOn() {
        String id = post("quetzal", "zirconium 17");
        post("other", "something");
        assertThat(find("user_id=quetzal")).hasSize(1);

        redact(id);

        for (int look = 0; look < 2; look++) {
            assertThat(find("user_id=quetzal")).isEmpty();
            assertThat(find("user_id=quet*")).isEmpty();
            assertThat(find("q=zirconium")).isEmpty();
            assertThat(find("variant_data.n%3E=0")).hasSize(1);
            assertThat(find("event_type=t&user_id=*")).hasSize(1);
            JsonObject stats = stats("facets=user_id,variant_data.text");
            assertThat(stats.getLong("count")).isEqualTo(find("").size());
            assertThat(stats.encode()).doesNotContain("quetzal").doesNotContain("zirconium");
            assertThat(find("")).extracting(Returned::id).contains(id);
            assertRedacted(id);
            Await.until(
                    "the index is written anew",
                    () -> service.metric("evident_index_purging_events") == 0
                            && RawFiles.with("quetzal", service.data().resolve("index"))
                                    .isEmpty());
        }
    }

    @Test
    void anIndexMadeAnewKnowsNoMore() throws IOException {
        String id = post("quetzal", "zirconium");
        redact(id);
        String acme = new JsonObject(service.client("acme_token")
                        .post("{\"event_type\":\"t\",\"user_id\":\"axolotl\",\"variant_data\":{}}")
                        .body())
                .getString("id");
        redact(acme);

        service.restart(() -> deleteAll(service.data().resolve("index")));

        Await.until(
                "the index responses",
                () -> service.client().get("/events?user_id=x").statusCode() == 200);
        assertThat(find("user_id=quetzal")).isEmpty();
        assertRedacted(id);
        assertThat(service.client("acme_token").list("/events"))
                .extracting(Returned::id)
                .containsExactly(acme);
        assertThat(service.client("acme_token").get("/events/" + acme).statusCode())
                .isEqualTo(200);
        assertThat(service.client("globex_token").get("/events/" + acme).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whateverIsAskedForTellsThatItIsRedacted() {
        String id = post("quetzal", "zirconium");
        Returned by = Returned.of(redact(id).body());

        String envelope = service.client().get("/events/" + id).body();
        long seq = Returned.of(envelope).seq();
        assertThat(envelope)
                .matches("\\{\"id\":\"" + id + "\",\"seq\":" + seq + ",\"timestamp\":\"[^\"]+\",\"redacted\":\\{\"by\":"
                        + by.seq() + ","
                        + "\"reason\":\"asked for by the person\",\"actor\":\"admin\",\"at\":\"[^\"]+\"}}");
        String page =
                service.client().get("/events?order=asc&limit=1&seq=" + seq).body();
        assertThat(page).isEqualTo("[" + envelope + "]");
        String csv = service.client()
                .get("/events?columns=seq,user_id,redacted.reason&order=asc", "text/csv")
                .body();
        assertThat(csv)
                .contains("\r\n" + seq + ",,asked for by the person\r\n")
                .contains("\r\n" + by.seq() + ",admin,\r\n");
        assertThat(service.client()
                        .get("/events?order=asc", "application/x-ndjson")
                        .body())
                .contains(envelope + "\n");
        JsonObject said = new JsonArray(service.client()
                        .get("/events?event_type=evident.event_redacted")
                        .body())
                .getJsonObject(0);
        assertThat(said.getString("user_id")).isEqualTo("admin");
        assertThat(said.getJsonObject("variant_data").encode())
                .isEqualTo("{\"reason\":\"asked for by the person\",\"count\":1,\"seqs\":[" + seq + "]}");
    }

    @Test
    void theLeafIsTheSameAndTheProofHasAHashInThePlaceOfTheContent() {
        String id = post("quetzal", "zirconium");
        JsonObject before =
                new JsonObject(service.client().get("/events/" + id + "/proof").body());
        String tile = "/log/tile/entries/000.p/" + (before.getLong("seq") + 1);
        byte[] entries = service.client().bytes(tile).body();
        redact(id);
        JsonObject after =
                new JsonObject(service.client().get("/events/" + id + "/proof").body());

        assertThat(after.getString("leaf")).isEqualTo(before.getString("leaf"));
        assertThat(after.containsKey("body")).isFalse();
        assertThat(after.containsKey("salt")).isFalse();
        assertThat(bytes(after, "content"))
                .isEqualTo(new EventLeaf().content(bytes(before, "salt"), bytes(before, "body")));
        assertThat(service.client().bytes(tile).body()).isEqualTo(entries);
    }

    @Test
    void everythingOfAUserGoesInBatchesOfTheLog() {
        int events = 1_234;
        String lines = IntStream.range(0, events)
                .mapToObj(n -> event(n % 2 == 0 ? "quetzal" : "other", "zirconium " + n))
                .collect(Collectors.joining("\n"));
        service.client().post("/events", Client.NDJSON, lines);
        long target = find("q=%22zirconium%20998%22").get(0).seq();
        JsonObject dry = new JsonObject(
                admin("/events/redact?user_id=quetzal&dry_run=true", "").body());
        assertThat(dry.getLong("count")).isEqualTo(617);
        assertThat(dry.getJsonArray("sample")).hasSize(10);
        post("quetzal", "came after the dry run");

        JsonObject done = new JsonObject(admin(
                        "/events/redact?user_id=quetzal",
                        new JsonObject()
                                .put("reason", "erasure")
                                .put("confirm", dry.getString("confirm"))
                                .encode())
                .body());

        assertThat(done.encode()).isEqualTo("{\"redacted\":617,\"events\":2,\"complete\":true}");
        assertThat(find("user_id=quetzal")).hasSize(1);
        assertThat(find("user_id=other")).hasSize(617);
        List<Returned> said = find("event_type=evident.event_redacted");
        assertThat(said).hasSize(2);
        assertThat(said.get(0).body())
                .contains("\"count\":117")
                .contains("\"filter\":[\"user_id\"]")
                .doesNotContain("quetzal");
        assertThat(find("event_type=evident.event_redacted&variant_data.seqs=" + target + ""))
                .hasSize(1);
        JsonObject again = new JsonObject(admin(
                        "/events/redact?user_id=quetzal",
                        new JsonObject()
                                .put("reason", "erasure")
                                .put("confirm", dry.getString("confirm"))
                                .encode())
                .body());
        assertThat(again.encode()).isEqualTo("{\"redacted\":0,\"events\":0,\"complete\":true}");
    }

    private static byte[] bytes(JsonObject json, String member) {
        return Base64.getDecoder().decode(json.getString(member));
    }

    private void assertRedacted(String id) {
        HttpResponse<String> response = service.client().get("/events/" + id);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"redacted\":{\"by\":").doesNotContain("event_type");
    }

    private HttpResponse<String> redact(String id) {
        return admin("/events/" + id + "/redact", "{\"reason\":\"asked for by the person\"}");
    }

    private HttpResponse<String> admin(String target, String body) {
        return service.client("admin_token").post(target, Client.JSON, body);
    }

    private List<Returned> find(String query) {
        return service.client().list("/events?limit=1000&" + query);
    }

    private JsonObject stats(String query) {
        return new JsonObject(service.client().get("/events/stats?" + query).body());
    }

    private String post(String user, String text) {
        return new JsonObject(service.client().post(event(user, text)).body()).getString("id");
    }

    private static String event(String user, String text) {
        return "{\"event_type\":\"t\",\"user_id\":\"" + user + "\",\"variant_data\":{\"text\":\"" + text
                + "\",\"n\":12345}}";
    }

    private static void deleteAll(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
