package dev.evident.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The record's meters. Stored events = accepted − nothing: an event is counted as accepted once it is committed. */
final class StoreMeters {
    private final Counter accepted;
    private final Counter refused;
    private final Counter duplicates;
    private final Timer commit;
    private final DistributionSummary commitEvents;
    private final Timer held;
    private final AtomicLong queue = new AtomicLong();

    StoreMeters(
            MeterRegistry registry,
            WriteHealth health,
            LongSupplier storeBytes,
            LongSupplier storeEvents,
            IntSupplier damagedEvents,
            Supplier<Duration> clockLead) {
        accepted = Counter.builder("evident.events.accepted")
                .description("Events committed and fsynced since the start")
                .register(registry);
        refused = Counter.builder("evident.events.refused")
                .description("Events refused because the write queue was full")
                .register(registry);
        duplicates = Counter.builder("evident.events.duplicates")
                .description("Events not stored again since they had been, under the same dedup_key")
                .register(registry);
        commit = Timer.builder("evident.commit")
                .description("Time from taking a batch to its commit, fsync included")
                .serviceLevelObjectives(
                        Duration.ofNanos(500_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1))
                .register(registry);
        held = Timer.builder("evident.commit.held")
                .description("Time that the writer waited for the search index to come nearer")
                .register(registry);
        commitEvents = DistributionSummary.builder("evident.commit.events")
                .description("Events in one commit")
                .serviceLevelObjectives(1, 4, 16, 64, 256, 1_000, 4_000, 10_000)
                .register(registry);
        Gauge.builder("evident.queue.events", queue, AtomicLong::get)
                .description("Events that wait for the writer")
                .register(registry);
        Gauge.builder("evident.clock.lead", clockLead, lead -> lead.get().toMillis() / 1e3)
                .description("How far the newest event's time is ahead of this machine's clock")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        Gauge.builder("evident.queue.age", health, writes -> writes.oldestWait().toMillis() / 1e3)
                .description("Time that the oldest append has waited for its acknowledgement; 0 when none waits")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        Gauge.builder("evident.store.refusing", health, writes -> writes.isRefusing() ? 1 : 0)
                .description("1 while nothing is stored, since the disk is full or the database locked")
                .strongReference(true)
                .register(registry);
        Gauge.builder("evident.store.bytes", storeBytes, LongSupplier::getAsLong)
                .description("Bytes of the record on disk, write-ahead log included")
                .strongReference(true)
                .register(registry);
        Gauge.builder("evident.store.damaged.events", damagedEvents, IntSupplier::getAsInt)
                .description("Events that were to be read since the start and are not what the log committed to")
                .strongReference(true)
                .register(registry);
        Gauge.builder("evident.store.events", storeEvents, LongSupplier::getAsLong)
                .description("Events in the record")
                .strongReference(true)
                .register(registry);
    }

    void queued(long events) {
        queue.set(events);
    }

    void refused(int events) {
        refused.increment(events);
    }

    void duplicates(int events) {
        duplicates.increment(events);
    }

    void held(long nanos) {
        held.record(nanos, TimeUnit.NANOSECONDS);
    }

    void committed(int events, long nanos) {
        accepted.increment(events);
        commit.record(nanos, TimeUnit.NANOSECONDS);
        commitEvents.record(events);
    }
}
