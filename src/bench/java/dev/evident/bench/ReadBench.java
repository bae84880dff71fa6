package dev.evident.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.event.EventParser;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.log.StoreAppends;
import dev.evident.log.message.Page;
import dev.evident.log.sqlite.SqliteStore;
import dev.evident.merkle.LeafDigest;
import dev.evident.merkle.TreeHash;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What it costs to compare the events of a page with their leaves: a page as the record gives it, which does that, beside the
 * hashing alone of the same events, and beside the three SHA-256 of an event without anything else, which no check can be
 * faster than. Turn by turn, medians.
 */
public final class ReadBench {
    private static final EventParser PARSER = new EventParser(1 << 20);
    private static final int EVENTS = 100_000;
    private static final int BATCH = 1_000;
    private static final int TURNS = 2_000;
    private static final int WARMUP = 4_000;

    private ReadBench() {}

    /** Prints a table. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("evident-bench");
        Vertx vertx = Vertx.vertx();
        SqliteStore store = new SqliteStore(vertx, directory.resolve("events.db"), 2);
        try {
            fill(store);
            System.out.println("| events in a page | page µs | of that hashing µs | share | SHA-256 alone µs |");
            System.out.println("|---:|---:|---:|---:|---:|");
            for (int limit : new int[] {1, 100, 1_000}) {
                measure(store, limit);
            }
        } finally {
            store.close().await();
            vertx.close().await();
            Scratch.delete(directory);
        }
    }

    private static void fill(SqliteStore store) {
        store.open().await();
        EventGenerator generator = new EventGenerator(1, 0);
        for (long first = 0; first < EVENTS; first += BATCH) {
            StoreAppends.append(
                            store,
                            Stream.generate(generator::next)
                                    .limit(BATCH)
                                    .map(json -> PARSER.parse(json, null))
                                    .toList())
                    .await();
        }
    }

    private static void measure(SqliteStore store, int limit) {
        Random random = new Random(2);
        long[] pages = new long[TURNS];
        long[] hashing = new long[TURNS];
        long[] digests = new long[TURNS];
        int sum = 0;
        int warmup = limit > 100 ? WARMUP / 10 : WARMUP;
        int turns = limit > 100 ? TURNS / 10 : TURNS;
        for (int turn = -warmup; turn < turns; turn++) {
            long from = random.nextLong(EVENTS - limit);
            long begin = System.nanoTime();
            List<StoredEvent> events = store.reader()
                    .page(new Page(from, from + limit, false, limit))
                    .await()
                    .list();
            long read = System.nanoTime();
            if (events.size() != limit || events.stream().anyMatch(StoredEvent::damaged)) {
                throw new IllegalStateException("not the page that was asked for");
            }
            long hash = System.nanoTime();
            sum += hash(events);
            long digest = System.nanoTime();
            sum += digests(events);
            long end = System.nanoTime();
            if (turn >= 0) {
                pages[turn] = read - begin;
                hashing[turn] = digest - hash;
                digests[turn] = end - digest;
            }
        }
        double page = median(pages, turns);
        double alone = median(hashing, turns);
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.0f | %.1f | %.0f %% | %.1f |%s%n",
                limit,
                page,
                alone,
                100 * alone / page,
                median(digests, turns),
                sum == 1 ? " " : "");
    }

    /** As the record does it. */
    private static int hash(List<StoredEvent> events) {
        LeafDigest digest = new LeafDigest();
        long micros = Long.MIN_VALUE;
        byte[] timestamp = new byte[0];
        int sum = 0;
        for (StoredEvent event : events) {
            if (event.micros() != micros) {
                micros = event.micros();
                timestamp = Timestamps.format(micros).getBytes(US_ASCII);
            }
            byte[] id = ByteBuffer.allocate(16)
                    .putLong(event.id().getMostSignificantBits())
                    .putLong(event.id().getLeastSignificantBits())
                    .array();
            byte[] content = digest.content(event.salt(), event.body());
            sum += digest.leaf(event.seq(), id, timestamp, content)[0];
        }
        return sum;
    }

    /** As many bytes as a leaf has: content, envelope and leaf. */
    private static int digests(List<StoredEvent> events) {
        MessageDigest sha = TreeHash.sha256();
        byte[] line = new byte[110];
        int sum = 0;
        for (StoredEvent event : events) {
            sha.update(event.salt());
            sum += sha.digest(event.body())[0];
            sha.update(line, 0, 110);
            sum += sha.digest()[0];
            sha.update(line, 0, 75);
            sum += sha.digest()[0];
        }
        return sum;
    }

    private static double median(long[] nanos, int turns) {
        long[] sorted = Arrays.copyOf(nanos, turns);
        Arrays.sort(sorted);
        return sorted[turns / 2] / 1e3;
    }
}
