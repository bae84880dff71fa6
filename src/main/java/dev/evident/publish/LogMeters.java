package dev.evident.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The log's meters. Written by the log's context, read by any. */
final class LogMeters {
    private final AtomicLong size = new AtomicLong();
    private final AtomicLong behind = new AtomicLong();
    private final AtomicLong behindSince = new AtomicLong();
    private final Counter failures;
    private final AtomicLong signedAt = new AtomicLong(System.nanoTime());
    private final AtomicLong witnesses = new AtomicLong();
    private final AtomicLong cosigned = new AtomicLong();
    private final AtomicLong contradicting = new AtomicLong();
    private final Timer sign;

    LogMeters(MeterRegistry registry) {
        gauge(registry, "evident.log.checkpoint.events", size, "Events that the newest checkpoint covers");
        gauge(registry, "evident.log.unsigned.events", behind, "Events that no checkpoint covers yet");
        gauge(registry, "evident.log.witnesses", witnesses, "Witnesses that are asked to cosign (log.witnesses)");
        gauge(registry, "evident.log.witnesses.cosigned", cosigned, "Witnesses that cosigned the newest checkpoint");
        gauge(
                registry,
                "evident.log.witnesses.contradicting",
                contradicting,
                "Witnesses that know another tree: ALARM");
        Gauge.builder(
                        "evident.log.checkpoint.age",
                        () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - signedAt.get()))
                .description("Time since the newest checkpoint was signed; the log may not have grown since")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "evident.log.unsigned.age",
                        () -> behind.get() == 0 ? 0 : (System.nanoTime() - behindSince.get()) / 1e9)
                .description("Time that the oldest event without a checkpoint has waited for it; 0 when all have one")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        failures = Counter.builder("evident.log.sign.failures")
                .description("Attempts to prove, sign and keep a checkpoint that failed")
                .register(registry);
        sign = Timer.builder("evident.log.sign")
                .description("Time to prove, sign and keep a checkpoint")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1))
                .register(registry);
    }

    void signed(long events, long nanos) {
        size.set(events);
        signedAt.set(System.nanoTime());
        sign.record(nanos, TimeUnit.NANOSECONDS);
    }

    void opened(long events) {
        size.set(events);
    }

    /**
     * How many events have no checkpoint.
     *
     * @param since when the oldest of them was committed, by {@link System#nanoTime}
     */
    void behind(long events, long since) {
        behindSince.set(since);
        behind.set(events);
    }

    void failed() {
        failures.increment();
    }

    void witnesses(long asked, long cosignedNow, long contradictingNow) {
        witnesses.set(asked);
        cosigned.set(cosignedNow);
        contradicting.set(contradictingNow);
    }

    private static void gauge(MeterRegistry registry, String name, AtomicLong value, String description) {
        Gauge.builder(name, value, AtomicLong::get)
                .description(description)
                .strongReference(true)
                .register(registry);
    }
}
