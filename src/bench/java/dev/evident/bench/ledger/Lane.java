package dev.evident.bench.ledger;

import dev.evident.bench.Bulk;
import dev.evident.bench.Progress;
import dev.evident.bench.Service;
import dev.evident.bench.load.HttpLoad;
import dev.evident.bench.load.LoadResult;
import dev.evident.bench.load.Request;
import dev.evident.log.sqlite.SqliteRecord;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.LogKeys;
import dev.evident.verify.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** One of the services and how much it has been sent. */
final class Lane implements AutoCloseable {
    private static final double LONGEST_SECONDS = 120;

    private final Variant variant;
    private final Service service;
    private long events;

    Lane(Variant variant, Service service) {
        this.variant = variant;
        this.service = service;
    }

    /**
     * What one turn took.
     *
     * @param eventsPerSecond acknowledged
     * @param micros of processor time an event in the service's process, until the index has it too
     * @param latencies of the requests
     */
    record Turn(double eventsPerSecond, double micros, Histogram latencies) {}

    Variant variant() {
        return variant;
    }

    /** Sends what a workload sends in a turn and waits for the index, so that the next turn has the machine for itself. */
    Turn run(Workload workload, Supplier<Request> requests) throws IOException, InterruptedException {
        long before = service.process().cpu().toNanos();
        try (HttpLoad load = new HttpLoad(service.api(), workload.connections(), requests, 201, events)) {
            LoadResult result = load.run(LONGEST_SECONDS, workload.requests());
            if (result.requests() != workload.requests()) {
                throw new IllegalStateException("a turn takes too long");
            }
            events = load.nextNumber();
            Bulk.catchUp(service);
            double micros = (service.process().cpu().toNanos() - before) / 1e3 / result.events();
            Progress.say(String.format(
                    Locale.ROOT,
                    "%s, %s: %,.0f events/s, %.1f µs",
                    workload,
                    variant,
                    result.eventsPerSecond(),
                    micros));
            return new Turn(result.eventsPerSecond(), micros, result.latencies());
        } catch (IOException | RuntimeException failure) {
            Progress.say(service.process().output());
            throw failure;
        }
    }

    /** Ends the service and fails unless its record is what it should be. */
    void finish() throws InterruptedException, SQLException {
        service.stop();
        if (variant == Variant.NEITHER) {
            RecordWithoutTree.require(service.data(), events);
            return;
        }
        try (SqliteRecord record = SqliteRecord.open(service.data().resolve("events.db"))) {
            Verdict verdict =
                    new LocalCheck(record, service.data(), LogKeys.of(service.data()), null).run((done, total) -> {});
            if (!verdict.intact() || verdict.head().size() < events) {
                throw new IllegalStateException(verdict.findings().kept().toString());
            }
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
