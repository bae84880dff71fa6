package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports over real connections. */
@Timeout(90)
class ExportTest {
    private static final int EVENTS = 12_000;
    private static final String TRAILER = "{\"evident_export\":{\"count\":%d,\"complete\":true}}";

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start();
        post(service.client(), 0, EVENTS);
        post(service.client("acme_token"), 0, 3);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?order=asc",
                "?event_type=even",
                "?event_type=even&order=asc",
                "?seq%3C7",
                "?user_id=u3&limit=5"
            })
    void linesAreTheEventsOfTheArray(String query) throws IOException {
        List<Returned> array = query.contains("limit")
                ? service.client().list("/events" + query)
                : service.client().listAll("/events" + query + (query.isEmpty() ? "?" : "&") + "limit=1000");

        WireResponse response = export(service, "secret_token", query, "application/x-ndjson");

        List<String> lines = response.text().lines().toList();
        assertThat(response.header("Content-Disposition"))
                .matches("attachment; filename=\"evident-[0-9]{8}T[0-9]{6}Z\\.ndjson\"");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(lines.subList(0, lines.size() - 1).stream().map(Returned::of).toList())
                .isEqualTo(array);
        assertThat(lines.get(lines.size() - 1)).isEqualTo(TRAILER.formatted(array.size()));
        assertThat(response.text()).endsWith("\n");
    }

    @Test
    void countsUpFrontWhatItKnows() throws IOException {
        assertThat(export(service, "secret_token", "", "text/csv").header("Evident-Count"))
                .isEqualTo(String.valueOf(EVENTS + 3));
        assertThat(export(service, "secret_token", "?event_type=even", "text/csv")
                        .header("Evident-Count"))
                .isEmpty();
    }

    @Test
    void recordsAreTheEventsOfTheArray() throws IOException {
        List<Returned> array = service.client().listAll("/events?event_type=odd&limit=1000");

        WireResponse response =
                export(service, "secret_token", "?event_type=odd&columns=seq,id,timestamp,n,user_id", "text/csv");

        List<String> expected = array.stream()
                .map(event -> {
                    JsonObject body = new JsonObject(event.body());
                    return event.seq() + "," + event.id() + "," + event.timestamp() + ","
                            + body.getJsonObject("variant_data").getValue("n") + "," + body.getString("user_id");
                })
                .toList();
        List<String> records = List.of(response.text().split("\r\n", -1));
        assertThat(response.header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(response.header("Content-Disposition")).endsWith(".csv\"");
        assertThat(records.get(0)).isEqualTo("seq,id,timestamp,n,user_id");
        assertThat(records.subList(1, records.size() - 1)).isEqualTo(expected);
        assertThat(records.get(records.size() - 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-ndjson", "text/csv"})
    void isTheSameCompressed(String type) throws IOException {
        String plain = export(service, "secret_token", "?order=asc", type).text();

        try (Wire wire = new Wire(service.api())) {
            WireResponse response = wire.send(
                            request("secret_token", "?order=asc", type, "Accept-Encoding: br, gzip;q=0.8\r\n"))
                    .response();
            assertThat(response.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(response.body().length).isLessThan(plain.length() / 4);
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(plain);
            }
            assertThat(wire.send(request("secret_token", "?limit=1", type, "Accept-Encoding: gzip;q=0\r\n"))
                            .response()
                            .header("Content-Encoding"))
                    .isEmpty();
        }
    }

    @Test
    void showsATokenItsTenantAlone() throws IOException {
        assertThat(export(service, "acme_token", "", "application/x-ndjson")
                        .text()
                        .lines()
                        .toList())
                .hasSize(4)
                .allMatch(line -> line.contains("\"tenant\":\"acme\"") || line.contains("\"count\":3"));
        assertThat(export(service, "acme_token", "?columns=tenant,seq", "text/csv")
                        .text())
                .isEqualTo("tenant,seq\r\nacme," + (EVENTS + 2) + "\r\nacme," + (EVENTS + 1) + "\r\nacme," + EVENTS
                        + "\r\n");
        assertThat(export(service, "globex_token", "", "application/x-ndjson").text())
                .isEqualTo(TRAILER.formatted(0) + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?order=asc", "?order=asc&big=*"})
    void aSlowReaderHoldsUpNobodyAndSeesWhatWasThereWhenItCame(String query) throws Exception {
        try (RunningService service = RunningService.start();
                Wire slow = new Wire(service.api(), 4_096)) {
            int before = 40;
            for (int i = 0; i < before; i++) {
                assertThat(service.client().post(big()).statusCode()).isEqualTo(201);
            }
            service.client().list("/events?big=*&limit=1");
            slow.send(request("secret_token", query, "application/x-ndjson", ""));
            byte[] begun = slow.read(20_000);
            assertThat(service.metric("evident_exports")).isEqualTo(1);
            double sent = service.metric("evident_events_sent_total{format=\"ndjson\"}");
            long started = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(service.client().post(big()).statusCode()).isEqualTo(201);
            }
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started))
                    .isLessThan(20);
            assertThat(sent).as("a few pieces are read ahead, no more").isLessThan(before - 20);

            String rest = slow.responseAfter(begun).text();
            List<String> lines = rest.lines().toList();
            assertThat(lines.size()).isEqualTo(before + 1);
            assertThat(lines.get(before)).isEqualTo(TRAILER.formatted(before));
            assertThat(lines.subList(0, before).stream()
                            .map(line -> Returned.of(line).seq())
                            .sorted()
                            .toList())
                    .isEqualTo(LongStream.range(0, before).boxed().toList());
        }
    }

    @Test
    void aReaderWhoGoesFreesTheSlotThatAnotherWaitsFor() throws Exception {
        try (RunningService service = RunningService.start(Map.of("api.max_exports", "1"));
                Wire first = new Wire(service.api(), 4_096)) {
            for (int i = 0; i < 40; i++) {
                assertThat(service.client().post(big()).statusCode()).isEqualTo(201);
            }
            first.send(request("secret_token", "", "application/x-ndjson", ""));
            first.read(1_000);

            WireResponse refused = export(service, "secret_token", "", "text/csv");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(refused.text()).contains("urn:evident:problem:overloaded", "api.max_exports");
            assertThat(service.client().list("/events?limit=1"))
                    .as("a page needs no slot")
                    .hasSize(1);

            first.reset();
            Await.until("the slot is free", () -> service.metric("evident_exports") == 0);
            assertThat(export(service, "secret_token", "?columns=seq", "text/csv")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static WireResponse export(RunningService service, String token, String query, String type)
            throws IOException {
        try (Wire wire = new Wire(service.api())) {
            return wire.send(request(token, query, type, "")).response();
        }
    }

    private static String request(String token, String query, String type, String more) {
        return "GET /events" + query + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + token + "\r\nAccept: " + type
                + "\r\n" + more + "\r\n";
    }

    private static void post(Client client, int from, int to) {
        String lines = IntStream.range(from, to)
                .mapToObj(i -> "{\"event_type\":\"" + (i % 2 == 0 ? "even" : "odd") + "\",\"user_id\":\"u" + i % 5
                        + "\",\"variant_data\":{\"n\":" + i + ",\"text\":\"" + "some words ".repeat(20) + "\"}}")
                .collect(Collectors.joining("\n"));
        assertThat(client.post("/events", Client.NDJSON, lines).statusCode()).isEqualTo(201);
    }

    private static String big() {
        return "{\"event_type\":\"b\",\"user_id\":\"u\",\"variant_data\":{\"big\":1,\"x\":\"" + "x".repeat(900_000)
                + "\"}}";
    }
}
