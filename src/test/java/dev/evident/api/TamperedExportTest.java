package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import dev.evident.verify.BundleCheck;
import dev.evident.verify.Finding;
import dev.evident.verify.Verdict;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A record that somebody changed with SQL. Nothing that was forged is shown, as an event, as proven or in what is found;
 * the events around it are.
 */
class TamperedExportTest {
    private static final int EVENTS = 2_500;
    private static final int CHANGED = 1_500;
    private static final int NO_JSON = 1_700;

    private static final RunningService service = RunningService.start();

    private static String id = "";

    @BeforeAll
    static void changeTheRecord() throws IOException {
        String lines = IntStream.range(0, EVENTS)
                .mapToObj(n -> "{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{\"n\":" + n + "}}")
                .collect(Collectors.joining("\n"));
        assertThat(service.client().post("/events", Client.NDJSON, lines).statusCode())
                .isEqualTo(201);
        id = service.client().list("/events?seq=" + CHANGED).get(0).id();
        service.restart(() -> sql(
                "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '1500', '1501') AS BLOB) WHERE seq = "
                        + CHANGED,
                "UPDATE event SET body = CAST(substr(CAST(body AS TEXT), 1, 30) AS BLOB) WHERE seq = " + NO_JSON));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anExportEndsVisiblyBeforeIt() throws IOException {
        WireResponse.Cut ndjson = cut("/events?order=asc", "application/x-ndjson");
        List<String> lines = ndjson.text().lines().toList();
        assertThat(ndjson.cut()).isTrue();
        assertThat(lines).hasSize(CHANGED + 1);
        assertThat(lines.get(CHANGED - 1)).contains("\"n\":" + (CHANGED - 1));
        assertThat(lines.get(CHANGED)).contains("\"complete\":false", "event-damaged", "\"seq\":" + CHANGED);
        assertThat(ndjson.text()).doesNotContain("\"n\":1501", "\"complete\":true");

        WireResponse.Cut csv = cut("/events?order=asc", "text/csv");
        assertThat(csv.cut()).isTrue();
        assertThat(csv.text().lines().count()).isLessThanOrEqualTo(CHANGED + 1);
        assertThat(csv.text()).doesNotContain("1501}");
    }

    @Test
    void aPageThatWouldHaveItIsRefusedAndOthersAreNot() {
        assertNamed(service.client().get("/events?seq=" + CHANGED));
        assertNamed(service.client().get("/events?order=asc&limit=3&seq%3E=" + (CHANGED - 2)));
        assertNamed(service.client().get("/events?order=desc&limit=500&seq%3C=" + (CHANGED + 150)));
        assertNamed(service.client().get("/events/" + id));
        assertThat(service.client().list("/events?seq=" + (CHANGED - 1))).hasSize(1);
        assertThat(service.client().list("/events?order=asc&limit=100&seq%3E=" + (NO_JSON + 1)))
                .hasSize(100);
        assertThat(service.client().get("/events?user_id=u&limit=100").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSearchThatFindsItIsRefused() {
        assertNamed(service.client().get("/events?variant_data.n=" + CHANGED));
    }

    @Test
    void aTailEndsWithTheReason() throws Exception {
        WireResponse.Cut tail = cut("/events?seq%3E=" + (CHANGED - 1), "text/event-stream");
        assertThat(tail.text()).contains("\"n\":" + (CHANGED - 1), "event: error", "event-damaged");
        assertThat(tail.text()).doesNotContain("\"n\":1501");
    }

    @Test
    void itIsNotRedacted() {
        HttpResponse<String> refused =
                service.client("admin_token").post("/events/" + id + "/redact", Client.JSON, "{\"reason\":\"r\"}");
        assertNamed(refused);
    }

    @Test
    void theAlarmIsRaised() {
        service.client().get("/events?seq=" + CHANGED);
        assertThat(service.health()).contains("DEGRADED", "ALARM", "the first at seq " + CHANGED);
        assertThat(service.metric("evident_store_damaged_events")).isPositive();
    }

    @Test
    void anIndexThatIsMadeAnewDoesNotFindWhatWasForged() throws Exception {
        service.restart(() -> {
            try (Stream<Path> files = Files.walk(service.data().resolve("index"))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        });
        Await.until("the index has all", () -> service.client()
                .get("/events/stats?facets=event_type")
                .body()
                .contains("\"count\":" + (EVENTS - 2)));

        assertThat(service.client().list("/events?variant_data.n=1501"))
                .extracting(Returned::seq)
                .containsExactly(1_501L);
        assertThat(service.client().list("/events?variant_data.n=1500")).isEmpty();
    }

    @Test
    void aProofOfItNamesItAndThoseOfOthersHold() {
        String before =
                service.client().list("/events?seq=" + (CHANGED - 1)).get(0).id();
        assertThat(service.client().get("/events/" + before + "/proof").statusCode())
                .isEqualTo(200);
        assertNamed(service.client().get("/events/" + id + "/proof"));
        assertNamed(service.client().get("/events?seq=" + CHANGED, "application/zip"));
    }

    @Test
    void aBundleThatHasBegunEndsWithTheReasonAndWithoutItsManifest() throws Exception {
        WireResponse.Cut bundle = cut("/events?order=asc", "application/zip");

        assertThat(bundle.cut()).as("the connection is cut within the message").isTrue();
        assertThat(bundle.text()).contains("INCOMPLETE.txt").doesNotContain("manifest.json");
        Verdict verdict = new BundleCheck(List.of())
                .run(new ByteArrayInputStream(bundle.body()), done -> {})
                .verdict();
        assertThat(verdict.intact()).isFalse();
        assertThat(verdict.findings().kept()).extracting(Finding::what).anySatisfy(what -> assertThat(what)
                .contains("could not finish it", "event at " + CHANGED));
    }

    private static void assertNamed(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(refused.body());
        assertThat(problem.getString("type")).isEqualTo("urn:evident:problem:event-damaged");
        assertThat(problem.getLong("seq")).isEqualTo(CHANGED);
        assertThat(problem.getString("detail"))
                .contains("event at " + CHANGED, "not the one that the log committed to");
    }

    /** Reads the socket itself: Java's HTTP client forgets what came right before a connection was cut. */
    private static WireResponse.Cut cut(String target, String type) throws IOException {
        try (Wire wire = new Wire(service.api())) {
            WireResponse.Cut came = wire.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Authorization: secret_token\r\nAccept: " + type + "\r\n\r\n")
                    .responseEvenIfCut();
            assertThat(came.status()).isEqualTo(200);
            return came;
        }
    }

    private static void sql(String... statements) {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + service.data().resolve("events.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                assertThat(statement.executeUpdate(sql)).isEqualTo(1);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
