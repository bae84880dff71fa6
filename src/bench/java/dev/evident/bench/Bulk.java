package dev.evident.bench;

import dev.evident.bench.load.HttpLoad;
import dev.evident.bench.load.LoadResult;
import dev.evident.bench.load.Request;
import dev.evident.bench.load.Rotation;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;

/** Fills the log by {@code POST /events} and waits for the index. */
public final class Bulk {
    private static final int PREPARED = 64;
    private static final int EVENTS = 1_000;
    private static final int CONNECTIONS = 4;
    private static final long WARMUP_EVENTS = 200_000;
    private static final double NO_TIME_LIMIT = 3_600;

    /** The response takes processor time as well. */
    private static final long ASK_MS = 100;

    private static final long LONGEST_CATCH_UP = 600_000_000_000L;

    private final Supplier<Request> requests;
    private long events;

    /** Events from the first on. */
    public Bulk() {
        EventGenerator generator = new EventGenerator(2, 0);
        this.requests = Rotation.of(PREPARED, () -> Request.bulk(generator, EVENTS));
    }

    /** Events sent so far; their resources have the numbers from 0. */
    public long events() {
        return events;
    }

    /**
     * What a load did.
     *
     * @param sent until the last response
     * @param lag events that the index did not hold then
     * @param catchingUp nanoseconds from then until it held them
     */
    public record Loaded(LoadResult sent, double lag, long catchingUp) {
        /** Events a second until the index had them too. */
        public double indexedPerSecond() {
            return sent.events() * 1e9 / (sent.nanos() + catchingUp);
        }
    }

    /** Sends events until the log has this number; the first of them are to warm up and are not measured. */
    public Loaded load(Service service, long size) throws IOException, InterruptedException {
        send(service, events + Math.min(WARMUP_EVENTS, (size - events) / 5));
        catchUp(service);
        long cpu = service.process().cpu().toMillis();
        LoadResult sent = send(service, size);
        double lag = lag(service);
        Loaded loaded = new Loaded(sent, lag, catchUp(service));
        Progress.say("processor %.2f"
                .formatted((service.process().cpu().toMillis() - cpu) * 1e6 / (sent.nanos() + loaded.catchingUp)));
        return loaded;
    }

    /** Loads up to a size and adds the rows that say how fast. */
    void fill(Table table, Service service, long size, double rawRowsPerSecond)
            throws IOException, InterruptedException {
        long from = events + Math.min(WARMUP_EVENTS, (size - events) / 5) / EVENTS * EVENTS;
        String what = String.format(Locale.ROOT, "bulk, 1,000 a request, 4 connections, %,d to %,d", from, size);
        Loaded loaded = load(service, size);
        LoadResult sent = loaded.sent;
        table.add(Table.Row.of(what, Table.rate(sent.eventsPerSecond(), "events/s"))
                .times(sent.millis(50), sent.millis(99))
                .beside(Table.ratio(sent.eventsPerSecond(), rawRowsPerSecond, "raw SQLite at"))
                .goal("≥ 100,000"));
        table.add(Table.Row.of("… until the index has them too", Table.rate(loaded.indexedPerSecond(), "events/s"))
                .beside(String.format(
                        Locale.ROOT,
                        "%,.0f events behind at the end, caught up in %.1f s",
                        loaded.lag,
                        loaded.catchingUp / 1e9))
                .goal("≥ 60,000, then 80,000"));
    }

    /** Waits until the index holds what the record holds; returns the nanoseconds. */
    public static long catchUp(Service service) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (lag(service) > 0) {
            if (System.nanoTime() - start > LONGEST_CATCH_UP) {
                throw new IllegalStateException(
                        "the index does not catch up:\n" + service.process().output());
            }
            Thread.sleep(ASK_MS);
        }
        return System.nanoTime() - start;
    }

    private LoadResult send(Service service, long size) throws IOException {
        try (HttpLoad load = new HttpLoad(service.api(), CONNECTIONS, requests, 201, events)) {
            LoadResult result = load.run(NO_TIME_LIMIT, (size - events) / EVENTS);
            events = load.nextNumber();
            return result;
        } catch (IOException | RuntimeException failure) {
            Progress.say(service.process().output());
            throw failure;
        }
    }

    private static double lag(Service service) throws IOException, InterruptedException {
        return service.metric("evident_index_lag_events", "");
    }
}
