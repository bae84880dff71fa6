package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One event however often, however fast and over however many connections it is sent. */
class IdempotencyTest {
    private static final int SENDERS = 16;
    private static final int KEYS = 40;

    @Test
    void manySendersOfOneKeyStoreOneEvent() throws Exception {
        try (RunningService service = RunningService.start()) {
            List<List<HttpResponse<String>>> responses = together(sender -> {
                Client client = service.client();
                List<HttpResponse<String>> own = new ArrayList<>();
                for (int key = 0; key < KEYS; key++) {
                    own.add(client.post(event("race-" + key, "same")));
                }
                return own;
            });

            for (int key = 0; key < KEYS; key++) {
                int at = key;
                List<HttpResponse<String>> ofKey =
                        responses.stream().map(own -> own.get(at)).toList();
                assertThat(ofKey.stream().map(HttpResponse::body).distinct()).hasSize(1);
                assertThat(ofKey.stream().filter(response -> response.statusCode() == 201))
                        .hasSize(1);
                assertThat(ofKey.stream().filter(response -> response.statusCode() == 200))
                        .hasSize(SENDERS - 1);
            }
            assertThat(service.client().listAll("/events?limit=1000&event_type=dedup.race"))
                    .hasSize(KEYS);
            assertThat(service.metric("evident_events_duplicates_total")).isEqualTo(KEYS * (SENDERS - 1.0));
            assertThat(service.metric("evident_store_events")).isEqualTo(KEYS);
        }
    }

    @Test
    void ofManyContentsUnderOneKeyOneIsStored() throws Exception {
        try (RunningService service = RunningService.start()) {
            List<HttpResponse<String>> responses =
                    together(sender -> service.client().post(event("one", "content " + sender)));

            assertThat(responses.stream().filter(response -> response.statusCode() == 201))
                    .hasSize(1);
            assertThat(responses.stream().filter(response -> response.statusCode() == 422))
                    .hasSize(SENDERS - 1);
            assertThat(service.client().listAll("/events?event_type=dedup.race"))
                    .hasSize(1);
        }
    }

    @Test
    void batchesThatOverlapStoreEachEventOnce() throws Exception {
        try (RunningService service = RunningService.start()) {
            List<JsonObject> responses = together(sender -> {
                StringBuilder lines = new StringBuilder();
                for (int key = sender; key < sender + KEYS; key++) {
                    lines.append(event("batch-" + key, "same")).append('\n');
                }
                return new JsonObject(service.client()
                        .post("/events", Client.NDJSON, lines.toString())
                        .body());
            });

            int stored = KEYS + SENDERS - 1;
            assertThat(responses.stream()
                            .mapToInt(response -> response.getInteger("accepted"))
                            .sum())
                    .isEqualTo(stored);
            assertThat(responses).allSatisfy(response -> assertThat(
                            response.getInteger("accepted") + response.getInteger("duplicates"))
                    .isEqualTo(KEYS));
            assertThat(service.client().listAll("/events?limit=1000")).hasSize(stored);
        }
    }

    @Test
    void aKeyIsKnownAfterARestart() {
        try (RunningService service = RunningService.start()) {
            HttpResponse<String> first = service.client().post(event("restart", "same"));
            service.restart();
            HttpResponse<String> again = service.client().post(event("restart", "same"));

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
            assertThat(service.client().post(event("restart", "other")).statusCode())
                    .isEqualTo(422);
        }
    }

    private static String event(String key, String content) {
        return new JsonObject()
                .put("event_type", "dedup.race")
                .put("user_id", "u")
                .put("variant_data", new JsonObject().put("content", content))
                .put("dedup_key", key)
                .encode();
    }

    private interface Sender<T> {
        T send(int number) throws Exception;
    }

    /** What all senders get, who begin at once. */
    private static <T> List<T> together(Sender<T> sender) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
        try {
            CyclicBarrier start = new CyclicBarrier(SENDERS);
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                int number = i;
                tasks.add(() -> {
                    start.await(20, TimeUnit.SECONDS);
                    return sender.send(number);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
