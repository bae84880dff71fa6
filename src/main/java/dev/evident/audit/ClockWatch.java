package dev.evident.audit;

import dev.evident.event.NewEvent;
import dev.evident.event.ServiceEvent;
import dev.evident.event.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the machine's clock jumps, measured against one that only runs forward, and when the log's time stands
 * still since the clock is behind it. A machine that slept looks as if its clock had jumped. For one thread.
 */
final class ClockWatch {
    /** A jump by less is how clocks are kept right. */
    static final Duration JUMP = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    private final InstantSource clock;
    private final LongSupplier monotonic;
    private final Duration maxLead;
    private Instant seen;
    private long seenNanos;
    private boolean behind;

    /**
     * @param monotonic nanoseconds since any moment, as {@link System#nanoTime}
     * @param maxLead how far the log's newest time may be ahead of the clock
     */
    ClockWatch(InstantSource clock, LongSupplier monotonic, Duration maxLead) {
        this.clock = clock;
        this.monotonic = monotonic;
        this.maxLead = maxLead;
        this.seen = clock.instant();
        this.seenNanos = monotonic.getAsLong();
    }

    /**
     * To be called about once a second.
     *
     * @param newest the newest event's timestamp in microseconds since the epoch; 0 when there is none
     * @return what is to be recorded
     */
    List<NewEvent> look(long newest) {
        Instant now = clock.instant();
        long nanos = monotonic.getAsLong();
        List<NewEvent> events = new ArrayList<>();
        Instant expected = seen.plusNanos(nanos - seenNanos);
        Duration jump = Duration.between(expected, now);
        if (jump.abs().compareTo(JUMP) > 0) {
            LOG.warn("The clock has jumped by {} seconds, to {}", jump.toSeconds(), now);
            events.add(event(
                    "clock_jumped", Map.of("by_seconds", jump.toSeconds(), "from", text(expected), "to", text(now))));
        }
        seen = now;
        seenNanos = nanos;
        Duration lead = Duration.between(now, Timestamps.instant(newest));
        boolean nowBehind = lead.compareTo(maxLead) > 0;
        if (nowBehind && !behind) {
            LOG.warn(
                    "The newest event's time is {} seconds ahead of the clock: the log's time stands still",
                    lead.toSeconds());
            events.add(event(
                    "clock_behind",
                    Map.of("lead_seconds", lead.toSeconds(), "newest", Timestamps.format(newest), "clock", text(now))));
        } else if (behind && !nowBehind) {
            LOG.info("The clock has caught up with the newest event");
        }
        behind = nowBehind;
        return events;
    }

    private static NewEvent event(String type, Map<String, ?> data) {
        return ServiceEvent.of(type, ServiceEvent.SERVICE, null, data);
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
