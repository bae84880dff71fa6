package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Responses too large to be held at once: they are sent piece by piece, and are whole in the end. */
class LargeResponsesTest {
    private static final String HALF_A_MEBIBYTE = "y".repeat(1 << 19);

    @Test
    void everythingIsStreamedWhereTheConfigurationSaysSo() {
        try (RunningService service = RunningService.start(Map.of("api.default_limit", "0"))) {
            Client client = service.client();
            send(client, 2_500, "");

            HttpResponse<String> all = client.get("/events");
            HttpResponse<String> filtered = client.get("/events?event_type=large");

            assertThat(Client.next(all)).isEmpty();
            assertThat(Returned.list(all)).extracting(Returned::seq).isEqualTo(downFrom(2_499));
            assertThat(Client.next(filtered)).isEmpty();
            assertThat(Returned.list(filtered)).extracting(Returned::seq).isEqualTo(downFrom(2_499));
            assertThat(client.list("/events?limit=3")).hasSize(3);
        }
    }

    @Test
    void pagesOfLargeEventsAreWholeAlthoughTheyAreReadInPieces() {
        try (RunningService service = RunningService.start()) {
            send(service.client(), 21, HALF_A_MEBIBYTE);

            assertThat(service.client().listAll("/events?limit=13"))
                    .extracting(Returned::seq)
                    .isEqualTo(downFrom(20));
            assertThat(service.client().listAll("/events?limit=13&event_type=large"))
                    .extracting(Returned::seq)
                    .isEqualTo(downFrom(20));
        }
    }

    @Test
    void aSlowReaderGetsItAllInTheEnd() throws Exception {
        try (RunningService service = RunningService.start();
                Wire slow = new Wire(service.api(), 4_096)) {
            send(service.client(), 24, HALF_A_MEBIBYTE);

            WireResponse response = slow.send(
                            "GET /events HTTP/1.1\r\nHost: localhost\r\nAuthorization: secret_token\r\n\r\n")
                    .response();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text().split("\"event_type\":\"large\"", -1)).hasSize(25);
            Await.until("the response is forgotten", () -> service.metric("evident_api_inflight_bytes") == 0);
        }
    }

    private static void send(Client client, int events, String text) {
        String event = "{\"event_type\":\"large\",\"user_id\":\"u\",\"variant_data\":{\"text\":\"" + text + "\"}}";
        String lines = IntStream.range(0, events).mapToObj(i -> event).collect(Collectors.joining("\n"));
        assertThat(client.post("/events", Client.NDJSON, lines).statusCode()).isEqualTo(201);
    }

    private static List<Long> downFrom(long newest) {
        return LongStream.rangeClosed(0, newest).mapToObj(i -> newest - i).toList();
    }
}
