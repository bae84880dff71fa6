package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What the service writes into its own log. */
class ServiceEventsTest {
    private static final Map<String, String> ON = Map.of("audit.events", "true");
    private static final String LOGIN = "{\"event_type\":\"login\",\"user_id\":\"u\",\"variant_data\":{}}";

    @Test
    void theFirstEventOfANewLogIsItsStart() {
        try (RunningService service = RunningService.start(ON)) {
            JsonObject started = only(service, "/events");

            assertThat(started.getString("event_type")).isEqualTo("evident.started");
            assertThat(started.getString("user_id")).isEqualTo("evident");
            assertThat(started.getString("source")).isEqualTo("evident");
            assertThat(started.containsKey("tenant")).isFalse();
            assertThat(newest(service).seq()).isZero();
            JsonObject data = started.getJsonObject("variant_data");
            assertThat(data.fieldNames())
                    .containsExactlyInAnyOrder("version", "configuration", "log_size", "last_stop");
            assertThat(data.getString("last_stop")).isEqualTo("none");
            assertThat(data.getLong("log_size")).isZero();
            assertThat(data.getString("configuration")).matches("[0-9a-f]{64}");
            assertThat(service.metric("evident_service_events_recorded_total")).isEqualTo(1);
            assertThat(service.metric("evident_service_events_lost_total")).isZero();
        }
    }

    @Test
    void aStopAndTheNextStartStandNextToEachOtherWithoutAGap() {
        try (RunningService service = RunningService.start(ON)) {
            service.client().post(LOGIN);
            service.restart();

            List<Returned> all = service.client().listAll("/events?order=asc");
            assertThat(all).extracting(Returned::seq).containsExactly(0L, 1L, 2L, 3L);
            assertThat(all)
                    .extracting(ServiceEventsTest::type)
                    .containsExactly("evident.started", "login", "evident.stopped", "evident.started");
            JsonObject data = data(all.get(3));
            assertThat(data.getString("last_stop")).isEqualTo("clean");
            assertThat(data.getLong("log_size")).isEqualTo(3);
            assertThat(data.getString("configuration"))
                    .isEqualTo(data(all.get(0)).getString("configuration"));
        }
    }

    @Test
    void aStopThatWasNotInOrderIsTold() throws Exception {
        try (RunningService service = RunningService.start(ON)) {
            Path file = service.data().resolve("last-start.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            String running = Files.readString(file);
            service.restart(() -> Files.writeString(file, running)); // as a crash leaves it

            assertThat(data(newest(service)).getString("last_stop")).isEqualTo("unclean");
        }
    }

    @Test
    void aChangedConfigurationIsToldWithoutSecrets() throws Exception {
        try (RunningService service = RunningService.start(ON)) {
            service.restart(() -> service.configure(text -> text.replace("globex_token", "another_secret")
                    .replace("name: acme,", "name: acme2,")
                    .replace("api:\n", "api:\n  default_limit: 7\n")));

            JsonObject changed = only(service, "/events?event_type=evident.config_changed");
            assertThat(changed.getJsonObject("variant_data"))
                    .isEqualTo(
                            new JsonObject(
                                    """
                    {"changes": {"api.default_limit": {"from": "100", "to": "7"}},
                     "tokens_added": ["acme2"], "tokens_changed": ["globex"], "tokens_removed": ["acme"]}
                    """));
            String log = service.client().get("/events").body()
                    + Files.readString(service.data().resolve("last-start.json"));
            assertThat(log).doesNotContain("another_secret", "globex_token", "secret_token");
        }
    }

    @Test
    void refusedTokensAreCountedAndNeverShown() {
        try (RunningService service = RunningService.start(ON)) {
            for (int i = 0; i < 50; i++) {
                assertThat(service.client("guess-" + i).get("/events").statusCode())
                        .isEqualTo(401);
            }
            assertThat(service.client("reader_token").post(LOGIN).statusCode()).isEqualTo(403);
            service.restart();

            List<Returned> refused = service.client().list("/events?event_type=evident.token_refused&order=asc");
            assertThat(refused).hasSize(2);
            JsonObject unknown = data(refused.get(0));
            assertThat(unknown.getString("reason")).isEqualTo("unknown_token");
            assertThat(unknown.getInteger("count")).isEqualTo(50);
            assertThat(unknown.getString("ip")).isEqualTo("127.0.0.1");
            assertThat(new JsonObject(refused.get(1).body()).getString("user_id"))
                    .isEqualTo("reader");
            assertThat(data(refused.get(1)).getString("reason")).isEqualTo("scope_missing");
            assertThat(service.client().get("/events").body()).doesNotContain("guess-");
        }
    }

    @Test
    void exportsAreToldAndOtherReadsOnlyWhereThatIsWanted() {
        try (RunningService service = RunningService.start(ON)) {
            service.client().post(LOGIN);
            service.client("reader_token").get("/events?event_type=login");
            service.client("reader_token").get("/events?event_type=login", "application/x-ndjson");
            Await.until("the export is recorded", () -> !service.client()
                    .list("/events?event_type=evident.events_exported")
                    .isEmpty());

            JsonObject exported = only(service, "/events?event_type=evident.events_exported");
            assertThat(exported.getString("user_id")).isEqualTo("reader");
            JsonObject filter = new JsonObject()
                    .put("parameter", "event_type")
                    .put("operator", "=")
                    .put("value_hash", hash(service, "login"));
            assertThat(exported.getJsonObject("variant_data"))
                    .isEqualTo(new JsonObject("{\"format\":\"ndjson\",\"count\":1,\"complete\":true}")
                            .put("filter", new JsonArray().add(filter)));
            assertThat(service.client().list("/events?event_type=evident.events_read"))
                    .isEmpty();
        }
    }

    @Test
    void readsAreToldWhereThatIsWanted() {
        try (RunningService service = RunningService.start(Map.of("audit.events", "true", "audit.reads", "true"))) {
            service.client("acme_token").get("/events?event_type=login");
            Await.until("the read is recorded", () -> !service.client()
                    .list("/events?event_type=evident.events_read&user_id=acme")
                    .isEmpty());

            JsonObject read = only(service, "/events?event_type=evident.events_read&user_id=acme");
            assertThat(read.getString("tenant")).isEqualTo("acme");
            assertThat(read.getJsonObject("variant_data"))
                    .isEqualTo(new JsonObject("{\"path\":\"/events\",\"filter\":[{\"parameter\":\"event_type\","
                            + "\"operator\":\"=\",\"value_hash\":\"" + hash(service, "login") + "\"}]}"));
        }
    }

    @Test
    void tenantsSeeWhatIsTheirsAndNothingOfTheServiceItself() {
        try (RunningService service = RunningService.start(ON)) {
            service.client("acme_token").post(LOGIN);
            service.client("acme_token").get("/events", "application/x-ndjson");
            service.client("guess").get("/events");
            service.restart();

            assertThat(service.client("acme_token").list("/events?order=asc"))
                    .extracting(ServiceEventsTest::type)
                    .containsExactly("login", "evident.events_exported");
            assertThat(service.client("globex_token").list("/events")).isEmpty();
            Returned started = service.client()
                    .list("/events?event_type=evident.started&limit=1")
                    .get(0);
            assertThat(service.client("acme_token")
                            .get("/events/" + started.id())
                            .statusCode())
                    .isEqualTo(404);
            assertThat(service.client("acme_token")
                            .get("/events", "application/x-ndjson")
                            .body())
                    .doesNotContain("evident.started", "evident.token_refused");
        }
    }

    @Test
    void whoWantsOwnEventsOnlyLeavesTheOthersOut() {
        try (RunningService service = RunningService.start(ON)) {
            service.client().post(LOGIN);

            assertThat(service.client().list("/events?event_type!=evident.*"))
                    .extracting(ServiceEventsTest::type)
                    .containsExactly("login");
            assertThat(service.client().list("/events")).hasSize(2);
        }
    }

    @Test
    void whenTheyAreSwitchedOffThatIsTheLastThingTold() throws Exception {
        try (RunningService service = RunningService.start(ON)) {
            service.restart(() -> service.configure(text -> text.replace("events: true", "events: false")));
            service.client("guess").get("/events");
            service.restart();

            assertThat(service.client().listAll("/events?order=asc"))
                    .extracting(ServiceEventsTest::type)
                    .containsExactly("evident.started", "evident.stopped", "evident.config_changed");
        }
    }

    @Test
    void noValueThatWasAskedForIsWrittenIntoTheLog() throws Exception {
        try (RunningService service = RunningService.start(
                Map.of("audit.events", "true", "audit.reads", "true", "api.default_limit", "50"))) {
            Client reader = service.client("admin_token");
            String event = reader(
                    service, "{\"event_type\":\"login\",\"user_id\":\"alice@example.org\",\"variant_data\":{\"n\":7}}");
            String who = "user_id=alice%40example.org&n%3E=6";
            for (String type : List.of("application/json", "application/x-ndjson", "text/csv", "application/zip")) {
                assertThat(reader.get("/events?from=-1h&order=asc&" + who, type).statusCode())
                        .isEqualTo(200);
            }
            reader.get("/events/stats?facets=user_id&user_id!=alice@example.org&q=alice@example.org");
            reader.get("/events/" + event + "?user_id=alice@example.org");
            reader.post("/events/redact?dry_run=true&" + who, Client.JSON, "");
            reader.post("/events/" + event + "/redact", Client.JSON, "{\"reason\":\"case 7\"}");
            Await.until(
                    "all of it is recorded",
                    () -> service.client()
                                    .list("/events?event_type=evident.events_*&limit=100")
                                    .size()
                            >= 6);
            service.restart();

            String everything = service.client().get("/events?limit=1000").body();
            assertThat(everything)
                    .contains("events_exported", "events_read", "event_redacted")
                    .doesNotContain("alice");
            String known = hash(service, "alice@example.org");
            assertThat(service.client().list("/events?event_type=evident.events_exported&filter.value_hash=" + known))
                    .as("who knows the value and has the key finds who asked for it")
                    .hasSize(3);
            assertThat(service.client().list("/events?event_type=evident.events_read&filter.value_hash=" + known))
                    .hasSize(2);
            assertThat(everything).contains("\"parameter\":\"from\",\"operator\":\"=\",\"value\":\"-1h\"");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key(service))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void anAuditKeyThatIsNoneKeepsTheServiceFromStarting() throws Exception {
        try (RunningService service = RunningService.start(ON)) {
            Path key = key(service);
            String right = Files.readString(key);
            assertThatThrownBy(() -> service.restart(() -> Files.writeString(key, "abc")))
                    .hasStackTraceContaining("audit.key is no key of 32 bytes");
            assertThat(right).matches("[0-9a-f]{64}\n");
        }
    }

    private static String reader(RunningService service, String event) {
        return Returned.of(service.client().post(event).body()).id();
    }

    private static Path key(RunningService service) {
        return service.data().resolve("keys").resolve("audit.key");
    }

    /** As docs/redaction.md says how to make it. */
    private static String hash(RunningService service, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    HexFormat.of().parseHex(Files.readString(key(service)).strip()), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(value.getBytes(UTF_8))).substring(0, 32);
        } catch (GeneralSecurityException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static JsonObject only(RunningService service, String target) {
        List<Returned> found = service.client().list(target);
        assertThat(found).hasSize(1);
        return new JsonObject(found.get(0).body());
    }

    private static Returned newest(RunningService service) {
        return service.client().list("/events?limit=1").get(0);
    }

    private static String type(Returned event) {
        return new JsonObject(event.body()).getString("event_type");
    }

    private static JsonObject data(Returned event) {
        return new JsonObject(event.body()).getJsonObject("variant_data");
    }
}
