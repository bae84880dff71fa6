package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Paging while producers write as fast as the service takes it: from the first page down nothing is missed or repeated,
 * and up to the end nothing at all is.
 */
class PagingAtFullSpeedTest {
    private static final int PRODUCERS = 2;
    private static final int BATCH = 500;
    private static final int KINDS = 5;
    private static final long ENOUGH = 20_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** The events acknowledged so far, from position 0 on; each kind is known by its position. */
    private final AtomicLong acknowledged = new AtomicLong();

    private RunningService service;
    private Client client;
    private CompletableFuture<Void> producing;

    @BeforeEach
    void startProducers() {
        service = RunningService.start();
        client = service.client();
        producing = CompletableFuture.allOf(IntStream.range(0, PRODUCERS)
                .mapToObj(producer -> CompletableFuture.runAsync(this::produce, threads))
                .toArray(CompletableFuture[]::new));
        Await.until("there are pages to read", () -> acknowledged.get() >= ENOUGH || producing.isDone());
    }

    @AfterEach
    void stop() {
        stopped.set(true);
        threads.shutdownNow();
        service.close();
    }

    @Test
    void downFromTheFirstPageEachEventComesOnce() {
        for (String filter : List.of("", "&user_id=u3", "&q=paging+three&from=-1h")) {
            long before = acknowledged.get();

            List<Returned> all = client.listAll("/events?limit=400" + filter);

            long newest = all.get(0).seq();
            assertThat(newest).as("what was acknowledged is there").isGreaterThanOrEqualTo(before - KINDS);
            assertThat(acknowledged).as("producers went on").hasValueGreaterThan(newest);
            assertThat(seqs(all))
                    .as("filter %s", filter)
                    .isEqualTo(LongStream.rangeClosed(0, newest)
                            .map(i -> newest - i)
                            .filter(seq -> filter.isEmpty() || seq % KINDS == 3)
                            .boxed()
                            .toList());
        }
        endProducers();
    }

    @Test
    void upFromTheOldestNoneIsMissedUpToTheEnd() {
        for (String filter : List.of("", "&user_id=u3", "&user_id!=u3")) {
            List<Returned> all = new ArrayList<>();
            String at = "/events?order=asc&limit=1000" + filter;
            while (all.size() < ENOUGH / KINDS) {
                HttpResponse<String> page = client.get(at);
                all.addAll(Returned.list(page));
                at = Client.next(page).orElseThrow(() -> new AssertionError("the end came early"));
            }
            long end = all.get(all.size() - 1).seq();
            assertThat(seqs(all)).as("filter %s", filter).isEqualTo(expected(filter, 0, end));
        }
        assertThat(producing).as("producers went on").isNotDone();
        endProducers();
        assertThat(seqs(client.listAll("/events?order=asc&limit=1000")))
                .isEqualTo(expected("", 0, acknowledged.get() - 1));
    }

    private static List<Long> expected(String filter, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .filter(seq -> filter.isEmpty() || (seq % KINDS == 3) != filter.contains("!="))
                .boxed()
                .toList();
    }

    private static List<Long> seqs(List<Returned> events) {
        return events.stream().map(Returned::seq).toList();
    }

    private void produce() {
        String batch = IntStream.range(0, BATCH)
                .mapToObj(i -> "{\"event_type\":\"paging\",\"user_id\":\"u" + i % KINDS
                        + "\",\"variant_data\":{\"note\":\"" + (i % KINDS == 3 ? "three" : "other") + "\"}}")
                .collect(Collectors.joining("\n"));
        while (!stopped.get()) {
            HttpResponse<String> response = client.post("/events", Client.NDJSON, batch);
            if (response.statusCode() == 201) {
                long last = new JsonObject(response.body()).getLong("last_seq");
                acknowledged.accumulateAndGet(last + 1, Math::max);
            } else if (response.statusCode() != 503) {
                throw new AssertionError(response.statusCode() + ": " + response.body());
            }
        }
    }

    private void endProducers() {
        stopped.set(true);
        producing.join();
    }
}
