package dev.evident.bench.search;

import dev.evident.bench.EventGenerator;
import dev.evident.bench.Progress;
import dev.evident.bench.load.LoadResult;
import dev.evident.bench.search.MeasuredQuery.Draw;
import dev.evident.bench.search.Subject.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What is measured of PostgreSQL, in the order of the methods. */
final class PostgresRun {
    private static final int WRITERS = 2;
    private static final int QUICK = 5;
    private static final int BULK = 1_000;
    private static final double CHECK_SECONDS = 10;

    private final Comparison comparison;
    private final Postgres postgres;
    private final URI server;
    private final List<MeasuredQuery> queries;
    private final double seconds;
    private final AtomicLong seq = new AtomicLong();

    /**
     * A run on an empty table.
     *
     * @param server where a {@link PostgresServer} of this database listens
     * @param seconds length of one measurement
     */
    PostgresRun(Comparison comparison, Postgres postgres, URI server, List<MeasuredQuery> queries, double seconds) {
        this.comparison = comparison;
        this.postgres = postgres;
        this.server = server;
        this.queries = queries;
        this.seconds = seconds;
    }

    /** Takes all events from an export of the service, those that it wrote about itself included. */
    void load(InputStream export) throws SQLException, IOException, InterruptedException {
        long events;
        try (CopyRows rows = new CopyRows(export)) {
            events = postgres.copy(rows);
        }
        seq.set(events);
        Progress.say("copied");
        long begin = System.nanoTime();
        postgres.index();
        comparison.postgres(Rate.REBUILD, events * 1e9 / (System.nanoTime() - begin));
        postgres.settle();
        long[] bytes = postgres.bytes();
        comparison.postgres(Rate.BYTES, (double) bytes[0] / events);
        comparison.postgres(Rate.INDEX_BYTES, (double) bytes[1] / events);
    }

    /** Every query while nothing else happens; before it, some of its results are compared with the service's. */
    void quiet(EvidentResults results, double warmUpSeconds) throws SQLException, IOException {
        try (PostgresSubject subject = new PostgresSubject(postgres, server)) {
            warmUp(subject, warmUpSeconds);
            for (MeasuredQuery query : queries) {
                check(subject, query, results);
                comparison.postgres(query.name(), subject.ask(query, seconds));
            }
        }
    }

    /** Lets the server before it compile what is to be measured, with the queries that take least. */
    private void warmUp(PostgresSubject subject, double seconds) throws SQLException, IOException {
        for (MeasuredQuery query : queries.subList(0, QUICK)) {
            subject.ask(query, seconds / QUICK);
        }
    }

    void exports() throws SQLException, IOException {
        long end = Math.min(seq.get(), SearchBench.EXPORTED);
        comparison.postgres(Rate.EXPORT, postgres.copyOut("seq < " + end));
        comparison.postgres(
                Rate.EXPORT_TYPE, postgres.copyOut("event_type = '" + EventGenerator.type(0) + "' AND seq < " + end));
    }

    /** Transactions of 1,000 rows as fast as they go, and then at the service's rates with the same looks as there. */
    void busy() throws Exception {
        comparison.postgres(Rate.INTAKE, intake());
        postgres.settle();
        int loads = 0;
        for (int rate : SearchBench.RATES) {
            int rows = rate / SearchBench.TICKS;
            try (PostgresLoad load = new PostgresLoad(postgres, rows, rate, seq, WRITERS + ++loads);
                    PostgresProbe probe =
                            new PostgresProbe(postgres, server, seq, SearchBench.PROBES + rate * 1_000_000L);
                    PostgresSubject subject = new PostgresSubject(postgres, server)) {
                comparison.postgres(SearchBench.at(rate, SearchBench.VISIBLE), Lag.visible(probe, seconds));
                if (rate == SearchBench.BUSY) {
                    for (MeasuredQuery query : queries) {
                        comparison.postgres(SearchBench.at(rate, query.name()), subject.ask(query, seconds));
                    }
                }
                LoadResult sent = load.finish();
                comparison.postgres(
                        SearchBench.at(rate, String.format(Locale.ROOT, SearchBench.WRITE, rows)),
                        Timing.of(sent.latencies(), false));
                if (rate == SearchBench.BUSY) {
                    comparison.postgres(Rate.TAKEN, sent.eventsPerSecond());
                }
            }
        }
    }

    private double intake() throws Exception {
        List<PostgresLoad> loads = new ArrayList<>();
        double sum = 0;
        try {
            for (int i = 0; i < WRITERS; i++) {
                loads.add(new PostgresLoad(postgres, BULK, 0, seq, i + 1));
            }
            TimeUnit.MILLISECONDS.sleep((long) (2_000 * seconds));
            for (PostgresLoad load : loads) {
                sum += load.finish().eventsPerSecond();
            }
        } finally {
            for (PostgresLoad load : loads) {
                load.close();
            }
        }
        return sum;
    }

    private void check(PostgresSubject subject, MeasuredQuery query, EvidentResults results) throws SQLException {
        long end = System.nanoTime() + (long) (CHECK_SECONDS * 1e9);
        int same = 0;
        for (String expected : results.to(query)) {
            if (same > 0 && System.nanoTime() > end) {
                break;
            }
            Draw draw = query.draw(same);
            String actual = subject.result(query, draw);
            if (!actual.equals(expected)) {
                throw new IllegalStateException("%s: PostgreSQL %s returns%n%s%nbut %s%n%s"
                        .formatted(query.name(), draw.values(), actual, draw.target(), expected));
            }
            same++;
        }
        Progress.say("%s: %d results are the same".formatted(query.name(), same));
    }
}
