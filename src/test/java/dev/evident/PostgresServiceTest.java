package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.config.StartException;
import dev.evident.log.postgres.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service with its record in PostgreSQL. */
class PostgresServiceTest {
    private final String name = PostgresServer.newSchema();
    private final RunningService service = RunningService.start(settings(PostgresServer.uri(name)));

    private static Map<String, String> settings(String uri) {
        return Map.of("store.kind", "postgres", "store.postgres", "{ uri: \"" + uri + "\" }");
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void eventsAreStoredFoundProvenRedactedAndStillThereAfterARestart() {
        String kept = post("kept", "a word");
        String id = post("quetzal", "zirconium");
        HttpResponse<String> again = service.client().post(event("keyed", "\"dedup_key\":\"k\",", "x"));
        assertThat(service.client()
                        .post(event("keyed", "\"dedup_key\":\"k\",", "x"))
                        .body())
                .contains(new JsonObject(again.body()).getString("id"));
        assertThat(service.client().list("/events?user_id=quetzal"))
                .extracting(Returned::id)
                .containsExactly(id);
        Await.until("a proof", () -> proof(id).statusCode() == 200);
        JsonObject before = new JsonObject(proof(id).body());

        HttpResponse<String> redacted = service.client("admin_token")
                .post("/events/" + id + "/redact", Client.JSON, "{\"reason\":\"asked for\"}");
        assertThat(redacted.statusCode()).isEqualTo(201);
        service.restart();

        assertThat(service.client().get("/events/" + id).body())
                .contains("\"redacted\":{\"by\":")
                .doesNotContain("zirconium");
        assertThat(service.client().get("/events/" + kept).body()).contains("a word");
        Await.until("a proof", () -> proof(id).statusCode() == 200);
        assertThat(new JsonObject(proof(id).body()).getValue("leaf_hash")).isEqualTo(before.getValue("leaf_hash"));
        assertThat(service.client().list("/events?user_id=quetzal")).isEmpty();
        assertThat(service.client().list("/events?user_id=kept")).hasSize(1);
        assertThat(PostgresServer.value(name, "SELECT count(*) FROM event"))
                .isEqualTo(PostgresServer.value(name, "SELECT size FROM log_head"));
        assertThat(service.metric("evident_store_bytes")).isPositive();
        assertThat(service.health()).contains("The background check is off");
    }

    @Test
    void aDatabaseThatLostWhatWasAcknowledgedIsRefused() {
        post("kept", "a word");
        service.stop();
        PostgresServer.execute(name, "DROP TABLE log_head, event, body, node, dedup, redaction");

        assertThatThrownBy(service::restart)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("The record ends at event 0, but");
    }

    @Test
    void aDatabaseThatIsAwayRefusesEventsUntilItIsBack() {
        post("kept", "a word");
        PostgresServer.execute(name, "ALTER TABLE log_head RENAME TO away");
        HttpResponse<String> refused = service.client().post(event("lost", "", "x"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        PostgresServer.execute(name, "ALTER TABLE away RENAME TO log_head");

        assertThat(service.client().post(event("stored", "", "x")).statusCode()).isEqualTo(201);
        assertThat(service.client().list("/events?user_id=lost")).isEmpty();
    }

    private HttpResponse<String> proof(String id) {
        return service.client().get("/events/" + id + "/proof");
    }

    private String post(String user, String text) {
        HttpResponse<String> response = service.client().post(event(user, "", text));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return new JsonObject(response.body()).getString("id");
    }

    private static String event(String user, String more, String text) {
        return "{\"event_type\":\"t\",\"user_id\":\"" + user + "\"," + more + "\"variant_data\":{\"text\":\"" + text
                + "\"}}";
    }
}
