package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients of the service that Evident replaces go on working: their calls as its documentation has them, word for
 * word but for the port, by the curl that is installed here.
 */
class OldClientTest {
    private static final String CREATE_CUSTOMER =
            """
            curl -X POST http://localhost:8000/event -H "Authorization: secret_token" \
            -H "Content-Type: application/json" \
            -d '{"event_type": "customer_created", "user_id": "123", "variant_data": {"name": "Jane"}}'""";
    private static final String FIND_BY_TYPE =
            """
            curl -H "Authorization: secret_token" "http://localhost:8000/events?event_type=customer_created\"""";
    private static final String FIND_BY_USER =
            """
            curl -H "Authorization: secret_token" "http://localhost:8000/events?user_id=123\"""";

    @TempDir
    private static Path home;

    private RunningService service;

    /** What curl printed, and the status that it saw. */
    private record Response(int status, String body) {}

    @BeforeAll
    static void curlPrintsTheStatusToo() throws IOException {
        assumeTrue(
                List.of("/usr/bin/curl", "/bin/curl").stream().anyMatch(curl -> Files.isExecutable(Path.of(curl))),
                "curl is not installed (Debian: apt install curl)");
        Files.writeString(home.resolve(".curlrc"), "silent\nshow-error\nwrite-out = \"\\n%{http_code}\"\n");
    }

    @BeforeEach
    void start() {
        service = RunningService.start();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void createsAnEventAndIsToldItsIdAndTime() throws Exception {
        Response created = run(CREATE_CUSTOMER);

        assertThat(created.status).isEqualTo(201);
        assertThat(new JsonObject(created.body).fieldNames()).contains("id", "timestamp");
    }

    @Test
    void findsEventsByType() throws Exception {
        run(CREATE_CUSTOMER);
        run(CREATE_CUSTOMER.replace("customer_created", "customer_deleted"));

        Response found = run(FIND_BY_TYPE);

        assertThat(found.status).isEqualTo(200);
        JsonArray events = new JsonArray(found.body);
        assertThat(events).hasSize(1);
        JsonObject event = events.getJsonObject(0);
        assertThat(event.fieldNames()).contains("id", "timestamp", "event_type", "user_id", "variant_data");
        assertThat(event.getString("event_type")).isEqualTo("customer_created");
        assertThat(event.getString("user_id")).isEqualTo("123");
        assertThat(event.getJsonObject("variant_data")).isEqualTo(JsonObject.of("name", "Jane"));
    }

    @Test
    void findsEventsByUserAndByTwoFieldsTogether() throws Exception {
        run(CREATE_CUSTOMER);
        run(CREATE_CUSTOMER.replace("\"123\"", "\"124\""));

        assertThat(new JsonArray(run(FIND_BY_USER).body)).hasSize(1);
        assertThat(new JsonArray(run(FIND_BY_USER.replace("user_id=123", "user_id=999")).body))
                .isEmpty();
        assertThat(new JsonArray(
                        run(FIND_BY_USER.replace("user_id=123", "event_type=customer_created&user_id=124")).body))
                .hasSize(1);
        assertThat(new JsonArray(
                        run(FIND_BY_USER.replace("user_id=123", "event_type=customer_deleted&user_id=124")).body))
                .isEmpty();
        assertThat(new JsonArray(run(FIND_BY_USER.replace("?user_id=123", "")).body))
                .hasSize(2);
    }

    @Test
    void isRefusedWithTheStatusesItKnows() throws Exception {
        assertThat(run(CREATE_CUSTOMER.replace("\"user_id\": \"123\", ", "")).status)
                .isEqualTo(400);
        assertThat(run(CREATE_CUSTOMER.replace("-H \"Authorization: secret_token\"", "")).status)
                .isEqualTo(401);
        assertThat(run(CREATE_CUSTOMER.replace("secret_token", "wrong_token")).status)
                .isEqualTo(401);
        assertThat(run(FIND_BY_TYPE.replace("-H \"Authorization: secret_token\"", "")).status)
                .isEqualTo(401);
        assertThat(run(FIND_BY_TYPE.replace("secret_token", "wrong_token")).status)
                .isEqualTo(401);
        assertThat(run(FIND_BY_TYPE.replace("/events?event_type=customer_created", "/customers")).status)
                .isEqualTo(404);
        assertThat(new JsonArray(run(FIND_BY_TYPE).body)).isEmpty();
    }

    @Test
    void isCountedUnderTheNamesThatItsDashboardsKnow() throws Exception {
        run(CREATE_CUSTOMER);
        run(CREATE_CUSTOMER);
        run(CREATE_CUSTOMER.replace("\"user_id\": \"123\", ", ""));
        run(FIND_BY_TYPE);
        run(FIND_BY_TYPE.replace("secret_token", "wrong_token"));

        assertThat(value("requests_total", "method=\"POST\"", "endpoint=\"/event\""))
                .isEqualTo(3);
        assertThat(value("requests_total", "method=\"GET\"", "endpoint=\"/events\""))
                .isEqualTo(2);
        assertThat(value("errors_total", "method=\"POST\"", "endpoint=\"/event\"", "status=\"400\""))
                .isEqualTo(1);
        assertThat(value("errors_total", "method=\"GET\"", "endpoint=\"/events\"", "status=\"401\""))
                .isEqualTo(1);
        assertThat(value("response_time_seconds_count", "method=\"POST\"", "endpoint=\"/event\""))
                .isEqualTo(3);
        assertThat(value("response_time_seconds_sum", "method=\"POST\"", "endpoint=\"/event\""))
                .isPositive();
    }

    /** Runs the line in a shell, with the port of the service of this test. */
    private Response run(String line) throws IOException, InterruptedException {
        String here =
                line.replace("localhost:8000", "localhost:" + service.api().getPort());
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", here).redirectErrorStream(true);
        shell.environment().put("CURL_HOME", home.toString());
        Process curl = shell.start();
        curl.getOutputStream().close();
        String printed = new String(curl.getInputStream().readAllBytes(), UTF_8);
        assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).as(printed).isZero();
        int last = printed.lastIndexOf('\n');
        return new Response(Integer.parseInt(printed.substring(last + 1)), printed.substring(0, last));
    }

    /** The value of the one series that has these labels, whatever others it has. */
    private double value(String metric, String... labels) {
        List<String> series = service.metrics()
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .toList();
        assertThat(series).as(metric).hasSize(1);
        String line = series.get(0);
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
