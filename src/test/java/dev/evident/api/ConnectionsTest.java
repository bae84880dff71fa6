package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that go away, dawdle, or send what nobody asked for; and what that leaves behind, which is nothing. */
class ConnectionsTest {
    private static final String IN_FLIGHT = "evident_api_inflight_bytes";
    private static final String HEAD = "Host: localhost\r\nAuthorization: secret_token\r\n";
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}";
    private static final String POST = "POST /event HTTP/1.1\r\n" + HEAD + "Content-Type: application/json\r\n";
    private static final String GET = "GET /events HTTP/1.1\r\n" + HEAD + "\r\n";
    private static final int LARGE_EVENTS = 24;
    private static final int SMALL_BUFFER = 4_096;

    private RunningService service;

    @BeforeEach
    void start() {
        service = RunningService.start();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aDisconnectInTheMiddleOfABodyStoresNothing() throws Exception {
        try (Wire wire = new Wire(service.api())) {
            wire.send(POST + "Content-Length: 5000\r\n\r\n" + EVENT);
            Await.until("the body is being read", () -> inFlight() > 0);
        }

        Await.until("the body is forgotten", () -> inFlight() == 0);
        assertThat(service.client().list("/events")).isEmpty();
    }

    @Test
    void aResetInTheMiddleOfAChunkedBatchStoresNothing() throws Exception {
        Wire wire = new Wire(service.api());
        wire.send("POST /events HTTP/1.1\r\n" + HEAD + "Content-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(EVENT.length() + 1) + "\r\n" + EVENT + "\n\r\n");
        Await.until("the body is being read", () -> inFlight() > 0);

        wire.reset();

        Await.until("the body is forgotten", () -> inFlight() == 0);
        assertThat(service.client().list("/events")).isEmpty();
    }

    @Test
    void aSlowReaderHoldsOnePieceAndNobodyUp() throws Exception {
        storeLargeEvents();

        try (Wire slow = new Wire(service.api(), SMALL_BUFFER)) {
            slow.send(GET).read(100);

            assertThat(inFlight()).isBetween(1.0, 4.0 * (1 << 20));
            assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
            assertThat(service.client().list("/events?event_type=a")).hasSize(1);
            assertThat(inFlight()).isBetween(1.0, 4.0 * (1 << 20));
        }
        Await.until("the response is forgotten", () -> inFlight() == 0);
    }

    @Test
    void manyWhoDisconnectInTheMiddleOfAResponseLeaveNothingBehind() throws Exception {
        storeLargeEvents();
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            wires.add(new Wire(service.api(), SMALL_BUFFER));
            wires.get(i).send(GET).read(100);
        }
        assertThat(inFlight()).isPositive();

        for (int i = 0; i < wires.size(); i++) {
            if (i % 2 == 0) {
                wires.get(i).reset();
            } else {
                wires.get(i).close();
            }
        }

        Await.until("the responses are forgotten", () -> inFlight() == 0);
        assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
        assertThat(service.client().list("/events?event_type=a")).hasSize(1);
    }

    @Test
    void theBodyOfARefusedRequestIsNotTakenForTheNextRequest() throws Exception {
        String smuggled = "POST /event HTTP/1.1\r\n" + HEAD + "Content-Length: " + EVENT.length() + "\r\n\r\n" + EVENT;
        try (Wire wire = new Wire(service.api())) {
            wire.send("POST /event HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + smuggled.length() + "\r\n\r\n");
            assertThat(wire.response().status()).isEqualTo(401);

            wire.send(smuggled).send(GET);

            WireResponse next = wire.response();
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.text()).isEqualTo("[]");
        }
    }

    @Test
    void aConnectionGoesOnAfterABodyThatWasTooLarge() throws Exception {
        try (Wire wire = new Wire(service.api())) {
            wire.send(POST + "Content-Length: 2000000\r\n\r\n");
            assertThat(wire.response().status()).isEqualTo(413);

            wire.send("x".repeat(2_000_000)).send(GET);

            assertThat(wire.response().status()).isEqualTo(200);
        }
        assertThat(inFlight()).isZero();
    }

    @Test
    void requestsSentTogetherAreServedInTheirOrder() throws Exception {
        String post = POST + "Content-Length: " + EVENT.length() + "\r\n\r\n" + EVENT;
        try (Wire wire = new Wire(service.api())) {
            wire.send(post + post + GET + "GET /nothing HTTP/1.1\r\n" + HEAD + "\r\n" + post);

            assertThat(Returned.of(wire.response().text()).seq()).isZero();
            assertThat(Returned.of(wire.response().text()).seq()).isEqualTo(1);
            assertThat(wire.response().text()).contains("\"seq\":1,", "\"seq\":0,");
            assertThat(wire.response().status()).isEqualTo(404);
            assertThat(Returned.of(wire.response().text()).seq()).isEqualTo(2);
        }
    }

    @Test
    void moreThanFitsIntoMemoryIsPutOffAndNotQueued() throws Exception {
        try (RunningService small = RunningService.start(Map.of(
                        "api.max_event_bytes", "1048576",
                        "api.max_bulk_bytes", "4194304",
                        "api.max_inflight_bytes", "4194304"));
                Wire first = new Wire(small.api());
                Wire second = new Wire(small.api())) {
            String bulk = "POST /events HTTP/1.1\r\n" + HEAD + "Content-Type: application/x-ndjson\r\n";
            first.send(bulk + "Content-Length: 4000000\r\n\r\n" + "x".repeat(3_900_000));
            Await.until("the first body is being read", () -> small.metric(IN_FLIGHT) >= 3_900_000);

            second.send(bulk + "Content-Length: 300000\r\n\r\n" + "x".repeat(300_000));

            WireResponse putOff = second.response();
            assertThat(putOff.status()).isEqualTo(503);
            assertThat(putOff.header("Retry-After")).isEqualTo("1");
            assertThat(putOff.text()).contains("urn:evident:problem:overloaded");

            first.reset();
            Await.until("the first body is forgotten", () -> small.metric(IN_FLIGHT) == 0);
            assertThat(small.client().post("/events", Client.NDJSON, EVENT).statusCode())
                    .isEqualTo(201);
        }
    }

    private double inFlight() {
        return service.metric(IN_FLIGHT);
    }

    private void storeLargeEvents() throws IOException {
        String event = "{\"event_type\":\"large\",\"user_id\":\"u\",\"variant_data\":{\"text\":\""
                + "y".repeat(1 << 20 >> 1) + "\"}}\n";
        assertThat(service.client()
                        .post("/events", Client.NDJSON, event.repeat(LARGE_EVENTS))
                        .statusCode())
                .isEqualTo(201);
    }
}
