package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A record that somebody changed with SQL. What is stored is shown, and the events around it with it; nothing is handed
 * out as proven that is not.
 */
class TamperedExportTest {
    private static final int EVENTS = 2_500;
    private static final int CHANGED = 1_500;
    private static final int NO_JSON = 1_700;

    private static final RunningService service = RunningService.start();

    @BeforeAll
    static void changeTheRecord() throws IOException {
        String lines = IntStream.range(0, EVENTS)
                .mapToObj(n -> "{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{\"n\":" + n + "}}")
                .collect(Collectors.joining("\n"));
        assertThat(service.client().post("/events", Client.NDJSON, lines).statusCode())
                .isEqualTo(201);
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
    void exportsAndPagesGoOnWithWhatIsStored() {
        List<String> lines =
                body("/events?order=asc", "application/x-ndjson").lines().toList();
        assertThat(lines).hasSize(EVENTS + 1);
        assertThat(lines.get(EVENTS)).contains("\"count\":" + EVENTS + ",\"complete\":true");
        assertThat(lines.get(CHANGED)).contains("\"seq\":1500,", "\"n\":1501");
        assertThat(lines.get(NO_JSON)).endsWith("\"event_type\":\"t\",\"user_id\":\"u");
        assertThat(lines.get(NO_JSON + 1)).contains("\"n\":1701");

        List<String> records = body("/events?order=asc", "text/csv").lines().toList();
        assertThat(records).hasSize(EVENTS + 1);
        assertThat(records.get(CHANGED + 1)).contains("," + CHANGED + ",").endsWith("\"{\"\"n\"\":1501}\"");
        assertThat(records.get(NO_JSON + 1))
                .startsWith("01")
                .contains("," + NO_JSON + ",")
                .endsWith(",t,,,,,");

        assertThat(service.client().list("/events?seq=" + CHANGED))
                .extracting(Returned::seq)
                .containsExactly((long) CHANGED);
    }

    @Test
    void aProofOfItNamesItAndThoseOfOthersHold() {
        assertThat(service.client().get("/events/" + id(CHANGED - 1) + "/proof").statusCode())
                .isEqualTo(200);
        assertNamed(service.client().get("/events/" + id(CHANGED) + "/proof"));
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
        assertThat(problem.getLong("seq")).isEqualTo(CHANGED);
        assertThat(problem.getString("detail"))
                .contains("event at " + CHANGED, "not the one that the log committed to");
    }

    private static String body(String target, String type) {
        HttpResponse<String> answer = service.client().get(target, type);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static String id(long seq) {
        return service.client().list("/events?seq=" + seq).get(0).id();
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
