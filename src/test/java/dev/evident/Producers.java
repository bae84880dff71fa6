package dev.evident;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that send events of their own, singly and in bulk, and remember each of them: what they sent, and what they
 * were told is safe. Each event is sent once; what was not acknowledged may be stored or not, but never twice, and of a
 * batch either all or nothing.
 */
final class Producers implements AutoCloseable {
    static final List<String> TYPES = List.of("crash.login", "crash.payment", "crash.export", "crash.delete");

    private static final int THREADS = 4;
    private static final int BATCH = 25;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger number = new AtomicInteger();
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Queue<List<String>> batches = new ConcurrentLinkedQueue<>();
    private final Map<Long, Acknowledged> acknowledged = new ConcurrentHashMap<>();

    /** What the service promised; a bulk response has no ids. */
    record Acknowledged(String id, String body) {}

    /** Everything that was ever sent. */
    Set<String> sent() {
        return sent;
    }

    /** Every batch that was ever sent, in its order. */
    List<List<String>> batches() {
        return List.copyOf(batches);
    }

    /** What was acknowledged, by position. */
    Map<Long, Acknowledged> acknowledged() {
        return acknowledged;
    }

    /** Sends from all threads until the service goes away; completes when all have noticed. */
    CompletableFuture<Void> sendUntilItEnds(Client client) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            boolean bulk = i == 0;
            all.add(CompletableFuture.runAsync(() -> sendUntilItEnds(client, bulk), threads));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private void sendUntilItEnds(Client client, boolean bulk) {
        try {
            boolean lines = true;
            boolean more = true;
            while (more) {
                more = bulk ? sendBatch(client, lines) : sendOne(client);
                lines = !lines;
            }
        } catch (UncheckedIOException gone) {
            // that is the end
        }
    }

    private boolean sendOne(Client client) {
        String event = event();
        HttpResponse<String> response = client.post(event);
        if (response.statusCode() == 201) {
            Returned receipt = Returned.of(response.body());
            acknowledge(receipt.seq(), new Acknowledged(receipt.id(), event));
        }
        return goesOn(response);
    }

    private boolean sendBatch(Client client, boolean lines) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            events.add(event());
        }
        batches.add(events);
        HttpResponse<String> response = lines
                ? client.post("/events", Client.NDJSON, String.join("\n", events))
                : client.post("/events", Client.JSON, "[" + String.join(",", events) + "]");
        if (response.statusCode() == 201) {
            long first = new JsonObject(response.body()).getLong("first_seq");
            for (int i = 0; i < BATCH; i++) {
                acknowledge(first + i, new Acknowledged("", events.get(i)));
            }
        }
        return goesOn(response);
    }

    /** A service that is stopping may say so. */
    private static boolean goesOn(HttpResponse<String> response) {
        if (response.statusCode() != 201 && response.statusCode() != 503) {
            throw new AssertionError("responded " + response.statusCode() + ": " + response.body());
        }
        return response.statusCode() == 201;
    }

    private void acknowledge(long seq, Acknowledged event) {
        Acknowledged before = acknowledged.put(seq, event);
        if (before != null) {
            throw new AssertionError("position " + seq + " was given to " + before + " and to " + event);
        }
    }

    private String event() {
        int n = number.getAndIncrement();
        String event = "{\"event_type\":\"" + TYPES.get(n % TYPES.size()) + "\",\"user_id\":\"user-" + n % 7
                + "\",\"variant_data\":{\"n\":" + n + ",\"amount\":" + n + ".50,\"note\":\"" + "z".repeat(n % 300)
                + "\"}}";
        sent.add(event);
        return event;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
