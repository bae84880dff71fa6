package dev.evident.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.bus.Bus;
import dev.evident.bus.StorageVerticle;
import dev.evident.bus.StoreMessages;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.event.EventParser;
import dev.evident.event.NewEvent;
import dev.evident.log.Log;
import dev.evident.log.message.Append;
import dev.evident.log.sqlite.SqliteStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@code dedup_key} costs the record: events a second with and without one, one append after the other, by the
 * number of events in an append, first on an empty record and then on one that holds {@code bench.keys} keys of today
 * (1,000,000). {@code bench.slice} is the length of one measurement in seconds.
 */
public final class KeyedBench {
    private static final EventParser PARSER = new EventParser(1 << 20);
    private static final int[] BATCHES = {1, 16, 64, 256, 1_000};
    private static final String PADDING = "x".repeat(300);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.install(vertx);
    private final double seconds = Double.parseDouble(System.getProperty("bench.slice", "3"));
    private long next;

    private KeyedBench() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("evident-keyed-bench");
        try {
            new KeyedBench().run(directory, Long.getLong("bench.keys", 1_000_000L));
        } finally {
            Scratch.delete(directory);
        }
    }

    private void run(Path directory, long keys) {
        StorageVerticle store = new StorageVerticle(
                new SqliteStore(vertx, directory.resolve("events.db"), 1),
                new Log.Settings(
                        directory.resolve("head"),
                        HeadFileMode.COMMIT,
                        100_000,
                        100 << 20,
                        Long.MAX_VALUE,
                        Duration.ofDays(7)),
                bus,
                new SimpleMeterRegistry(),
                failure -> {
                    throw new IllegalStateException(failure);
                });
        try {
            vertx.deployVerticle(store, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                    .await();
            measure(1_000, false, seconds); // warm
            measure(1_000, true, seconds);
            System.out.println("| keys in the record | events an append | without key, events/s | with key | ratio |");
            System.out.println("|---|---|---|---|---|");
            table("few");
            while (next < keys) {
                append(1_000, true);
            }
            table("%,d".formatted(keys));
        } finally {
            vertx.close().await();
        }
    }

    /** Turn by turn, so that a slower moment of the machine meets both. */
    private void table(String keys) {
        for (int batch : BATCHES) {
            double plain = 0;
            double keyed = 0;
            for (int turn = 0; turn < 4; turn++) {
                plain += measure(batch, false, seconds / 4) / 4;
                keyed += measure(batch, true, seconds / 4) / 4;
            }
            System.out.println(
                    "| %s | %d | %,.0f | %,.0f | %.2f |".formatted(keys, batch, plain, keyed, keyed / plain));
        }
    }

    private double measure(int batch, boolean keyed, double length) {
        long start = System.nanoTime();
        long events = 0;
        while (System.nanoTime() - start < length * 1e9) {
            append(batch, keyed);
            events += batch;
        }
        return events * 1e9 / (System.nanoTime() - start);
    }

    private void append(int count, boolean keyed) {
        List<NewEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String key = "key-" + next++;
            byte[] body = ("{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{\"k\":\"" + key + "\",\"p\":\""
                            + PADDING + (keyed ? "\"},\"dedup_key\":\"" + key + "\"}" : "\"}}"))
                    .getBytes(UTF_8);
            events.add(PARSER.parse(body, null));
        }
        bus.request(StoreMessages.APPEND, new Append(events)).await();
    }
}
