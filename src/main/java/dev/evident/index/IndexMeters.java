package dev.evident.index;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What the index tells about itself. Safe to use from any thread. */
final class IndexMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final Timer search;
    private final Counter rebuilds;
    private final List<Meter> all = new ArrayList<>();

    private volatile long bytes;

    IndexMeters(MeterRegistry registry, Progress progress) {
        this.registry = registry;
        Gauge lag = Gauge.builder("evident.index.lag.events", progress, p -> Math.max(0, p.seen() - p.indexed()))
                .description("Events in the record that the index does not hold yet")
                .register(registry);
        Gauge events = Gauge.builder("evident.index.events", progress, Progress::indexed)
                .description("Events in the index; with the lag, the events in the record")
                .register(registry);
        Gauge size = Gauge.builder("evident.index.bytes", this, meters -> meters.bytes)
                .description("Size of the index on disk, as of its last commit")
                .register(registry);
        search = Timer.builder("evident.index.search")
                .description("From the arrival of a question to its answer, with the wait for the index to catch up")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5))
                .register(registry);
        rebuilds = Counter.builder("evident.index.rebuilds")
                .description("How often the index was made anew from a record that held events")
                .register(registry);
        all.addAll(List.of(lag, events, size, search, rebuilds));
    }

    void bytes(long bytes) {
        this.bytes = bytes;
    }

    /** Shows how many redacted events have content in the index's files. */
    void purging(LongSupplier left) {
        all.add(Gauge.builder("evident.index.purging.events", left, LongSupplier::getAsLong)
                .description("Redacted events whose content no search finds and the index's files still hold")
                .strongReference(true)
                .register(registry));
    }

    void rebuilding() {
        rebuilds.increment();
    }

    /** A question was answered or refused after so many nanoseconds. */
    void searched(long nanos) {
        search.record(Duration.ofNanos(nanos));
    }

    @Override
    public void close() {
        all.forEach(registry::remove);
    }
}
