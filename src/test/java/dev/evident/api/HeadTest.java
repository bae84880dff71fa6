package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code HEAD} is {@code GET} without its content (RFC 9110 §9.3.2), and costs no more than a look at the request. */
class HeadTest {
    /** What is known only when the content is made may be left out; a file's name has the time in it. */
    private static final Set<String> OF_THE_CONTENT =
            Set.of("content-length", "transfer-encoding", "evident-count", "link", "content-disposition");

    private static RunningService service;
    private static String id = "";

    @BeforeAll
    static void start() {
        service = RunningService.start(Map.of("audit.events", "true", "audit.reads", "true", "api.max_exports", "1"));
        id = Returned.of(service.client()
                        .post("{\"event_type\":\"head\",\"user_id\":\"u\",\"variant_data\":{}}")
                        .body())
                .id();
        assertThat(service.client().get("/events/" + id + "/proof").statusCode())
                .as("the checkpoint covers it")
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/events | */* | 200",
                "/events?limit=1&event_type=head | application/json | 200",
                "/events?event_type=head | application/x-ndjson | 200",
                "/events?event_type=head | text/csv | 200",
                "/events?event_type=head&columns=id | text/csv | 200",
                "/events?event_type=head | application/zip | 200",
                "/events?event_type=head&columns=id | application/json | 400",
                "/events?limit=none | */* | 400",
                "/events?to=-1h | text/event-stream | 400",
                "/events | image/png | 406",
                "/events/{id} | */* | 200",
                "/events/01900000-0000-7000-8000-000000000000 | */* | 404",
                "/events/{id}/proof | application/json | 200",
                "/events/{id}/proof | text/plain | 200",
                "/events/proofs/0 | application/json | 200",
                "/events/proofs/none | application/json | 400",
                "/events/stats | */* | 200",
                "/events/stats?facet=a&limit=1 | */* | 400",
                "/log/checkpoint | */* | 200",
                "/log/key | */* | 200",
                "/log/consistency?old=0 | */* | 200",
                "/log/consistency | */* | 400",
                "/log/tile/0/000.p/1 | */* | 200",
                "/log/tile/entries/000.p/1 | */* | 200",
                "/log/tile/0/001 | */* | 404",
                "/openapi.yaml | */* | 200",
                "/docs | */* | 200",
                "/docs/start.js | */* | 200",
                "/docs/none | */* | 404",
                "/nothing | */* | 404",
                "/event | */* | 405",
            })
    void hasStatusAndHeadersOfGetAndNoContent(String target, String accept, int status) throws IOException {
        WireResponse get = ask("GET", target, "secret_token", accept);
        WireResponse head = ask("HEAD", target, "secret_token", accept);

        assertThat(head.status()).isEqualTo(get.status()).isEqualTo(status);
        assertThat(known(head)).isEqualTo(known(get));
        assertThat(get.body()).isNotEmpty();
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"<absent>, 401", "writer_token, 403"})
    void needsTheTokenThatGetNeeds(String token, int status) throws IOException {
        assertThat(ask("HEAD", "/events", token, "*/*").status()).isEqualTo(status);
        assertThat(ask("HEAD", "/events/" + id, token, "*/*").status()).isEqualTo(status);
        assertThat(ask("HEAD", "/log/checkpoint", token, "*/*").status()).isEqualTo(status);
    }

    @Test
    void followsNothingExportsNothingAndIsNoReading() throws IOException {
        WireResponse stream = ask("HEAD", "/events", "secret_token", "text/event-stream");
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(service.metric("evident_tails")).isZero();

        for (String type : List.of("application/x-ndjson", "text/csv", "application/zip")) {
            WireResponse export = ask("HEAD", "/events", "reader_token", type);
            assertThat(export.header("Content-Disposition")).startsWith("attachment; filename=\"evident-");
            assertThat(export.header("Evident-Count")).as("nothing was counted").isEmpty();
        }
        ask("HEAD", "/events/" + id, "reader_token", "*/*");
        assertThat(ask("GET", "/events?event_type=head", "reader_token", "application/x-ndjson")
                        .status())
                .isEqualTo(200);

        Client client = service.client("admin_token");
        Await.until("the one export is recorded", () -> !client.list(
                        "/events?event_type=evident.events_exported&user_id=reader")
                .isEmpty());
        assertThat(client.list(
                        "/events?event_type=evident.events_exported&event_type=evident.events_read&user_id=reader"))
                .extracting(told -> new JsonObject(told.body())
                        .getJsonObject("variant_data")
                        .getJsonArray("filter")
                        .getJsonObject(0)
                        .getString("parameter"))
                .containsExactly("event_type");
    }

    @Test
    void theConnectionGoesOnAfterIt() throws IOException {
        try (Wire wire = new Wire(service.api())) {
            String rest = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: secret_token\r\n\r\n";
            wire.send("HEAD /events" + rest + "HEAD /log/checkpoint" + rest + "GET /log/key" + rest);

            assertThat(wire.responseToHead().status()).isEqualTo(200);
            assertThat(wire.responseToHead().header("Content-Type")).startsWith("text/plain");
            assertThat(wire.response().text()).startsWith("localhost/evident+");
        }
    }

    private static WireResponse ask(String method, String target, String token, String accept) throws IOException {
        List<String> request =
                List.of(method + " " + target.replace("{id}", id), "Authorization: " + token, "Accept: " + accept);
        try (Wire wire = new Wire(service.api())) {
            wire.send(RequestText.of(request, ContractExamples.notation(service)));
            return method.equals("HEAD") ? wire.responseToHeadAndEnd() : wire.response();
        }
    }

    private static Map<String, List<String>> known(WireResponse response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
        OF_THE_CONTENT.forEach(headers::remove);
        return headers;
    }
}
