package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.RunningService;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Responses that could be many times as large as the request. */
class BoundedResponsesTest {
    private static final int LEVELS = 60;
    private static final int TEXT = 900_000;
    private static final int LONG = 60_000;

    @SuppressWarnings("NullAway.Init")
    static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(Map.of("api.tail_stall_ms", "45000"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void threeReadersOfColumnsInsideEachOtherGetAllOfThem() {
        String event = "{\"event_type\":\"nested\",\"user_id\":\"u\",\"variant_data\":" + "{\"a\":".repeat(LEVELS)
                + "\"" + "x".repeat(TEXT) + "\"" + "}".repeat(LEVELS) + "}";
        assertThat(service.client().post(event).statusCode()).isEqualTo(201);
        String columns = IntStream.rangeClosed(1, LEVELS)
                .mapToObj(n -> "a" + ".a".repeat(n - 1))
                .collect(Collectors.joining(","));

        List<CompletableFuture<Integer>> readers = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> service.client()
                                .bytes("/events?event_type=nested&columns=" + columns, "Accept", "text/csv")
                                .body()
                                .length))
                .limit(3)
                .toList();

        readers.forEach(reader -> assertThat(reader.join()).isGreaterThan(LEVELS * TEXT));
    }

    @Test
    void tailsWhoseReadersDoNotReadHoldLittleInAll() throws Exception {
        int readers = 24;
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < readers; i++) {
                Wire wire = new Wire(service.api(), 4_096);
                wire.send("GET /events?event_type=wide HTTP/1.1\r\nHost: localhost\r\nAuthorization: secret_token\r\n"
                        + "Accept: text/event-stream\r\n\r\n");
                wire.read(100);
                wires.add(wire);
            }
            String event = "{\"event_type\":\"wide\",\"user_id\":\"u\",\"variant_data\":{\"t\":\""
                    + "w".repeat(1_000_000) + "\"}}";
            String many = Stream.generate(() -> event).limit(6).collect(Collectors.joining("\n"));
            assertThat(service.client().post("/events", Client.NDJSON, many).statusCode())
                    .isEqualTo(201);

            Await.until("tails fill their budget", () -> inflight() > 20 << 20);
            assertThat(inflight()).isLessThanOrEqualTo(32 << 20);
            assertThat(wires.get(0).read(3_000_000).length).isEqualTo(3_000_000);
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
        Await.until("nothing is held for readers who have gone", () -> inflight() == 0);
    }

    private static double inflight() {
        return service.metric("evident_api_inflight_bytes");
    }

    /** Requests that are refused, and carry something long. */
    static Stream<String> refused() {
        String text = "z".repeat(LONG);
        return Stream.of(
                "GET /" + text + " HTTP/1.1\r\n",
                text + " /events HTTP/1.1\r\n",
                "GET /events/" + text + " HTTP/1.1\r\n",
                "GET /events/" + text + "/proof HTTP/1.1\r\n",
                "GET /log/tile/" + text + " HTTP/1.1\r\n",
                "GET /log/consistency?" + text + "=1 HTTP/1.1\r\n",
                "GET /log/consistency?old=" + text + " HTTP/1.1\r\n",
                "GET /events?" + text + " HTTP/1.1\r\n",
                "GET /events?limit=" + text + " HTTP/1.1\r\n",
                "GET /events?order=" + text + " HTTP/1.1\r\n",
                "GET /events?cursor=" + text + " HTTP/1.1\r\n",
                "GET /events?n%3E=" + text + " HTTP/1.1\r\n",
                "GET /events?columns=" + text + " HTTP/1.1\r\n",
                "GET /events?columns=" + text + " HTTP/1.1\r\nAccept: text/csv\r\n",
                "GET /events/stats?facets=" + text + " HTTP/1.1\r\n",
                "GET /events/stats?timezone=" + text + " HTTP/1.1\r\n",
                "GET /events/stats?buckets=" + text + " HTTP/1.1\r\n",
                "POST /events/redact?dry_run=" + text + " HTTP/1.1\r\nContent-Length: 0\r\n",
                "GET /events HTTP/1.1\r\nAccept: " + text.substring(0, 12_000) + "\r\n",
                "POST /event HTTP/1.1\r\nContent-Type: " + text.substring(0, 12_000) + "\r\nContent-Length: 0\r\n",
                "GET /events HTTP/1.1\r\nAccept: text/event-stream\r\nLast-Event-ID: " + text.substring(0, 12_000)
                        + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusalsRepeatLittle(String request) throws Exception {
        try (Wire wire = new Wire(service.api())) {
            WireResponse response = wire.send(request + "Host: localhost\r\nAuthorization: "
                            + (request.startsWith("POST /events/redact") ? "admin_token" : "secret_token")
                            + "\r\n\r\n")
                    .response();

            assertThat(response.status()).as(request.substring(0, 40)).isBetween(400, 499);
            assertThat(response.body().length + response.headers().toString().length())
                    .as(request.substring(0, 40))
                    .isLessThan(4_000);
        }
    }

    @Test
    void aNextPageWhoseLinkIsTooLongIsRefusedAndNotLeftOut() {
        Client client = service.client();
        for (int i = 0; i < 2; i++) {
            client.post("{\"event_type\":\"pages\",\"user_id\":\"u\",\"variant_data\":{}}");
        }
        String condition = "&event_type!=" + "%3C".repeat(3_000);

        HttpResponse<String> more = client.get("/events?event_type=pages&limit=1" + condition);
        assertThat(more.statusCode()).isEqualTo(414);
        assertThat(more.body())
                .contains("uri-too-long", "link to the next page")
                .hasSizeLessThan(1_000);
        HttpResponse<String> all = client.get("/events?event_type=pages&limit=2" + condition);
        assertThat(all.statusCode()).as(all.body()).isEqualTo(200);
        assertThat(client.get("/events?event_type=pages" + condition, Client.NDJSON)
                        .body()
                        .lines())
                .hasSize(3);
    }
}
