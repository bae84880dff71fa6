package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
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
            assertThat(exported.getJsonObject("variant_data"))
                    .isEqualTo(new JsonObject(
                            "{\"format\":\"ndjson\",\"filter\":\"event_type=login\",\"count\":1,\"complete\":true}"));
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
                    .isEqualTo(new JsonObject("{\"path\":\"/events\",\"filter\":\"event_type=login\"}"));
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
