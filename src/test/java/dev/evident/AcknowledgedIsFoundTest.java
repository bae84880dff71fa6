package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The next query after an acknowledgement finds the event, whoever else writes. */
class AcknowledgedIsFoundTest {
    private static final int PRODUCERS = 2;
    private static final int EVENTS = 60;

    private final AtomicInteger open = new AtomicInteger(PRODUCERS);

    @Test
    void atOnceByEachOfTwoProducersWhileOthersCome() {
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + 1);
        try (RunningService service = RunningService.start()) {
            CompletableFuture<Integer> others =
                    CompletableFuture.supplyAsync(() -> sendOthers(service.client()), threads);
            CompletableFuture.allOf(IntStream.range(0, PRODUCERS)
                            .mapToObj(producer ->
                                    CompletableFuture.runAsync(() -> produce(service.client(), producer), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
            int batches = others.join();

            assertThat(batches).as("batches that came meanwhile").isPositive();
            assertThat(count(service.client(), "?event_type=found")).isEqualTo(PRODUCERS * EVENTS);
        } finally {
            threads.shutdownNow();
        }
    }

    private void produce(Client client, int producer) {
        try {
            for (int n = 0; n < EVENTS; n++) {
                String key = producer + "-" + n;
                String event = "{\"event_type\":\"found\",\"user_id\":\"p" + producer
                        + "\",\"variant_data\":{\"key\":\"" + key + "\"}}";
                assertThat(client.post(event).statusCode()).isEqualTo(201);

                assertThat(client.list("/events?variant_data.key=" + key))
                        .as(key)
                        .hasSize(1);
                assertThat(count(client, "?event_type=found&user_id=p" + producer))
                        .isEqualTo(n + 1);
            }
        } finally {
            open.decrementAndGet();
        }
    }

    /** As fast as they are taken, for as long as the producers are at it. */
    private int sendOthers(Client client) {
        String batch = IntStream.range(0, 200)
                .mapToObj(
                        i -> "{\"event_type\":\"other\",\"user_id\":\"u" + i + "\",\"variant_data\":{\"n\":" + i + "}}")
                .collect(Collectors.joining("\n"));
        int batches = 0;
        while (open.get() > 0) {
            batches += client.post("/events", Client.NDJSON, batch).statusCode() == 201 ? 1 : 0;
        }
        return batches;
    }

    private static long count(Client client, String filter) {
        return new JsonObject(client.get("/events/stats" + filter).body()).getLong("count");
    }
}
