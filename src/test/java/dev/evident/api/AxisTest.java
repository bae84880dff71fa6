package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Client;
import dev.evident.RunningService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code axis=occurred}: events that arrive late stand where they happened. */
class AxisTest {
    private RunningService service;

    @BeforeEach
    void start() {
        service = RunningService.start();
        for (int day : new int[] {5, 1, 4, 2, 3}) {
            post("2020-01-0" + day + "T00:00:00Z");
        }
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void eventsComeInTheOrderInWhichTheyHappened() {
        assertThat(days("axis=occurred&event_type=late&order=asc")).containsExactly(1, 2, 3, 4, 5);
        assertThat(days("axis=occurred&event_type=late")).containsExactly(5, 4, 3, 2, 1);
        assertThat(days("axis=recorded&event_type=late&order=asc")).containsExactly(5, 1, 4, 2, 3);
    }

    @Test
    void boundsAreOnTheAxis() {
        assertThat(days("axis=occurred&from=2020-01-02&to=2020-01-04&order=asc"))
                .containsExactly(2, 3, 4);
        assertThat(days("from=2020-01-02&to=2020-01-04")).isEmpty();
        assertThat(days("axis=occurred&from=-1h&event_type=late")).isEmpty();
    }

    @Test
    void pagesNeitherRepeatNorLeaveOutWhatWasThere() {
        List<Integer> found = new ArrayList<>();
        Optional<String> next = Optional.of("/events?axis=occurred&event_type=late&limit=2");
        while (next.isPresent()) {
            HttpResponse<String> response = get(next.get(), Client.JSON);
            found.addAll(days(new JsonArray(response.body())));
            next = Client.next(response);
            post("2020-01-03T12:00:00Z"); // between the pages
        }
        assertThat(found).containsExactly(5, 4, 3, 2, 1);
    }

    @Test
    void anExportIsInThatOrderToo() {
        HttpResponse<String> response = get("/events?axis=occurred&order=asc&to=2020-02-01", Client.NDJSON);
        assertThat(response.body()).doesNotContain("\"evident.");
        assertThat(response.body()
                        .lines()
                        .map(JsonObject::new)
                        .filter(event -> event.containsKey("id"))
                        .map(AxisTest::day))
                .containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void theHistogramIsOfWhenTheyHappened() {
        JsonObject histogram = new JsonObject(get("/events/stats?axis=occurred&event_type=late&buckets=5", Client.JSON)
                        .body())
                .getJsonObject("histogram");

        assertThat(histogram.getString("step")).isEqualTo("P1D");
        assertThat(histogram.getJsonArray("buckets").stream().map(bucket -> ((JsonObject) bucket).getInteger("count")))
                .containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void whatItCannotMeanIsRefused() {
        assertRefused("/events?axis=sideways", Client.JSON, "axis");
        assertRefused("/events?axis!=occurred", Client.JSON, "axis");
        assertRefused("/events?axis=occurred", "text/event-stream", "axis");
        String ofTheLog =
                Client.next(get("/events?event_type=late&limit=2", Client.JSON)).orElseThrow();
        assertRefused(ofTheLog + "&axis=occurred", Client.JSON, "cursor");
    }

    private void assertRefused(String target, String accept, String field) {
        HttpResponse<String> response = get(target, accept);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("field")).isEqualTo(field);
    }

    private List<Integer> days(String query) {
        return days(new JsonArray(get("/events?" + query, Client.JSON).body()));
    }

    private static List<Integer> days(JsonArray events) {
        return events.stream().map(event -> day((JsonObject) event)).toList();
    }

    private HttpResponse<String> get(String target, String accept) {
        return service.client().get(target, accept);
    }

    private void post(String occurredAt) {
        HttpResponse<String> response = service.client()
                .post("{\"event_type\":\"late\",\"user_id\":\"u\",\"occurred_at\":\"" + occurredAt
                        + "\",\"variant_data\":{}}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    private static int day(JsonObject event) {
        return Integer.parseInt(event.getString("occurred_at").substring(8, 10));
    }
}
