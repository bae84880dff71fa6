package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
    void anExportEndsVisiblyBeforeIt() {
        Cut ndjson = cut("/events?order=asc", "application/x-ndjson");
        List<String> lines = ndjson.text().lines().toList();
        assertThat(ndjson.cut()).isTrue();
        assertThat(lines).hasSize(CHANGED + 1);
        assertThat(lines.get(CHANGED - 1)).contains("\"n\":" + (CHANGED - 1));
        assertThat(lines.get(CHANGED)).contains("\"complete\":false", "event-damaged", "\"seq\":" + CHANGED);
        assertThat(ndjson.text()).doesNotContain("\"n\":1501", "\"complete\":true");

        Cut csv = cut("/events?order=asc", "text/csv");
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
        Cut tail = cut("/events?seq%3E=" + (CHANGED - 1), "text/event-stream");
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
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.api() + "/events?order=asc"))
                .header("Authorization", "secret_token")
                .header("Accept", "application/zip")
                .build();
        HttpResponse<InputStream> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        boolean cut = false;
        try (InputStream body = answer.body()) {
            body.transferTo(came);
        } catch (IOException early) {
            cut = early instanceof EOFException || early.getMessage() != null;
        }

        assertThat(cut).as("the connection is cut within the message").isTrue();
        assertThat(came.toString(UTF_8)).contains("INCOMPLETE.txt").doesNotContain("manifest.json");
        Verdict verdict = new BundleCheck(List.of())
                .run(new ByteArrayInputStream(came.toByteArray()), done -> {})
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

    /** What came, and whether the connection ended within the message. */
    private record Cut(String text, boolean cut) {}

    private static Cut cut(String target, String type) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.api() + target))
                .header("Authorization", "secret_token")
                .header("Accept", type)
                .timeout(Duration.ofSeconds(20))
                .build();
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        try {
            HttpResponse<InputStream> answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (InputStream body = answer.body()) {
                body.transferTo(came);
            }
            return new Cut(came.toString(UTF_8), false);
        } catch (IOException early) {
            return new Cut(came.toString(UTF_8), true);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
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
