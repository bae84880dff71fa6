package dev.evident.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import dev.evident.api.TailClient.Message;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The live tail, over real connections. */
@Timeout(90)
class TailTest {
    private static final String TOKEN = "secret_token";

    @Test
    void sendsWhatComesAfterItsStartOnceAndInOrderWhileManyWrite() throws Exception {
        try (RunningService service = RunningService.start()) {
            post(service, "before", 3);
            ExecutorService writers = Executors.newFixedThreadPool(4);
            try (TailClient tail = new TailClient(service, TOKEN, "/events", null)) {
                List<Future<?>> done = new ArrayList<>();
                for (int writer = 0; writer < 4; writer++) {
                    done.add(writers.submit(() -> {
                        for (int i = 0; i < 50; i++) {
                            post(service, "t" + i % 2, 1 + i % 7);
                        }
                    }));
                }
                for (Future<?> one : done) {
                    one.get(60, TimeUnit.SECONDS);
                }
                int all = (int) service.client().list("/events?limit=1").get(0).seq() + 1;
                List<Message> events = tail.events(all - 3);

                assertThat(events)
                        .extracting(event -> Long.parseLong(event.id()))
                        .isEqualTo(LongStream.range(3, all).boxed().toList());
                assertThat(events)
                        .extracting(event -> Returned.of(event.data()))
                        .isEqualTo(service.client().listAll("/events?order=asc&seq%3E=3&limit=1000"));
            } finally {
                writers.shutdownNow();
            }
        }
    }

    @Test
    void goesOnAfterTheLastIdAcrossARestart() throws Exception {
        try (RunningService service = RunningService.start()) {
            String last;
            try (TailClient tail = new TailClient(service, TOKEN, "/events", null)) {
                assertThat(tail.lastId()).as("known before anything came").isEqualTo("-1");
                post(service, "a", 5);
                assertThat(ids(tail.events(5))).containsExactly("0", "1", "2", "3", "4");
                last = tail.lastId();
                long started = System.nanoTime();
                service.restart();
                assertThat(System.nanoTime() - started)
                        .as("a tail does not hold up the end")
                        .isLessThan(TimeUnit.SECONDS.toNanos(12));
                assertThat(tail.nextOrEnd()).as("an orderly end").isNull();
            }
            post(service, "a", 2_000);
            try (TailClient tail = new TailClient(service, TOKEN, "/events", last)) {
                assertThat(ids(tail.events(2_000)))
                        .isEqualTo(IntStream.range(5, 2_005)
                                .mapToObj(String::valueOf)
                                .toList());
                post(service, "a", 1);
                assertThat(ids(tail.events(1))).containsExactly("2005");
            }
            try (TailClient tail = new TailClient(service, TOKEN, "/events?event_type=a", "-1")) {
                assertThat(ids(tail.events(2_006))).startsWith("0", "1").endsWith("2005");
            }
        }
    }

    @Test
    void beginsWhereTheQueryAsksFor() throws Exception {
        try (RunningService service = RunningService.start()) {
            post(service, "a", 10);
            for (String query : List.of("from=-1h", "seq%3E=0", "timestamp%3E=2020-01-01T00:00:00Z")) {
                try (TailClient tail = new TailClient(service, TOKEN, "/events?" + query, null)) {
                    assertThat(ids(tail.events(10))).startsWith("0").endsWith("9");
                }
            }
            try (TailClient tail = new TailClient(service, TOKEN, "/events?seq%3E=12", null)) {
                post(service, "a", 4);
                assertThat(ids(tail.events(2))).containsExactly("12", "13");
            }
        }
    }

    @Test
    void sendsWhatMatchesAndWhatTheTokenMaySee() throws Exception {
        try (RunningService service = RunningService.start();
                TailClient mine = new TailClient(service, TOKEN, "/events?event_type=mine", null);
                TailClient acme = new TailClient(service, "acme_token", "/events", null);
                TailClient resumed = new TailClient(service, "acme_token", "/events", "-1")) {
            post(service, "other", 1);
            post(service, "mine", 1);
            service.client("acme_token").post(event("theirs"));
            service.client("globex_token").post(event("foreign"));
            post(service, "mine", 1);
            service.client("acme_token").post(event("theirs"));

            assertThat(ids(mine.events(2))).containsExactly("1", "4");
            assertThat(ids(acme.events(2))).containsExactly("2", "5");
            assertThat(ids(resumed.events(2))).containsExactly("2", "5");
        }
    }

    @Test
    void showsThatItLivesAndHowFarItIs() throws Exception {
        try (RunningService service = RunningService.start(Map.of("api.tail_heartbeat_ms", "100"));
                TailClient tail = new TailClient(service, TOKEN, "/events?event_type=none", null)) {
            Message first = tail.next();
            assertThat(first.comment()).isTrue();
            post(service, "other", 7);
            while (!tail.lastId().equals("6")) {
                assertThat(tail.next().comment()).isTrue();
            }
        }
    }

    @Test
    void endsAReaderThatTakesNothing() throws Exception {
        try (RunningService service = RunningService.start(Map.of("api.tail_stall_ms", "200"));
                Wire wire = new Wire(service.api(), 4_096)) {
            wire.send("GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: secret_token\r\n"
                    + "Accept: text/event-stream\r\n\r\n");
            Await.until("it is open", () -> service.metric("evident_tails") == 1);
            String big =
                    "{\"event_type\":\"b\",\"user_id\":\"u\",\"variant_data\":{\"x\":\"" + "x".repeat(500_000) + "\"}}";
            for (int i = 0; i < 30; i++) {
                assertThat(service.client().post(big).statusCode()).isEqualTo(201);
            }
            Await.until("it is closed", () -> service.metric("evident_tails") == 0);
        }
    }

    @Test
    void oneTokenOrTenantDoesNotHoldAllOfThem() throws Exception {
        try (RunningService service = RunningService.start(Map.of("api.max_tails", "4"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(open(service, "acme_token").status()).isEqualTo(200);
            }
            assertThat(open(service, "acme_token").text())
                    .contains("this token or its tenant", "3 of 4 (api.max_tails)");
            assertThat(open(service, "acme_admin_token").status()).isEqualTo(503);
            assertThat(open(service, "globex_token").status()).isEqualTo(200);
            assertThat(open(service, "reader_token").text()).contains("as are allowed", "4 (api.max_tails)");
        }
    }

    /** The head of the response, and its content where the request was refused; the connection stays open. */
    private static WireResponse open(RunningService service, String token) throws IOException {
        Wire wire = new Wire(service.api());
        wire.send("GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + token
                + "\r\nAccept: text/event-stream\r\n\r\n");
        byte[] begun = wire.read("HTTP/1.1 200".length());
        return new String(begun, ISO_8859_1).endsWith("200")
                ? new WireResponse(200, Map.of(), begun)
                : wire.responseAfter(begun);
    }

    @Test
    void freesTheSlotOfAReaderWhoGoes() throws Exception {
        try (RunningService service = RunningService.start(Map.of("api.max_tails", "3"))) {
            TailClient first = new TailClient(service, TOKEN, "/events", null);
            try (TailClient second = new TailClient(service, TOKEN, "/events", null);
                    Wire third = new Wire(service.api())) {
                WireResponse refused = third.send(
                                "GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: secret_token\r\n"
                                        + "Accept: text/event-stream\r\nConnection: close\r\n\r\n")
                        .response();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isEqualTo("5");
                assertThat(refused.text()).contains("urn:evident:problem:overloaded", "api.max_tails");
                first.close();
                Await.until("a slot is free", () -> service.metric("evident_tails") == 1);
                new TailClient(service, TOKEN, "/events", null).close();
                assertThat(second.lastId()).isEqualTo("-1");
            }
        }
    }

    private static void post(RunningService service, String type, int count) {
        String lines = IntStream.range(0, count).mapToObj(i -> event(type)).collect(Collectors.joining("\n"));
        HttpResponse<String> response = service.client().post("/events", Client.NDJSON, lines);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    private static String event(String type) {
        return "{\"event_type\":\"" + type
                + "\",\"user_id\":\"u\",\"variant_data\":{\"n\":1.50,\"t\":\"line\\nbreak\"}}";
    }

    private static List<String> ids(List<Message> events) {
        return events.stream().map(Message::id).toList();
    }
}
