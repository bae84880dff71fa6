package dev.evident.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Bounds how often a line is written, since a stranger can cause some of them and a full disk ends intake: of each kind of
 * line, a limited number in a period. The next period begins with the number left out. A kind is a logger and the text of the
 * program, without what is filled in. Thread-safe.
 */
final class LogLimit extends TurboFilter {
    static final int MAX_LINES = 20;
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** Kinds told apart; what is beyond them counts as one kind for each logger. There are as many loggers as classes. */
    private static final int MAX_KINDS = 1_000;

    private static final String NAME = LogLimit.class.getName();

    private final LongSupplier nanos;
    private final Map<String, Integer> lines = new HashMap<>();
    private long begin;

    /** By this clock, as {@link System#nanoTime}. */
    LogLimit(LongSupplier nanos) {
        this.nanos = nanos;
        this.begin = nanos.getAsLong();
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] values,
            @Nullable Throwable failure) {
        if (format == null
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())
                || logger.getName().equals(NAME)) {
            return FilterReply.NEUTRAL; // asked whether the level is on, or nothing that is written anyway
        }
        Map<String, Integer> leftOut = new TreeMap<>();
        boolean allowed = count(logger.getName(), format, leftOut);
        tell(leftOut);
        return allowed ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    /** Begins a new period when the one before is over, so that what was left out is told although nothing follows. */
    void tick() {
        Map<String, Integer> leftOut = new TreeMap<>();
        turn(leftOut);
        tell(leftOut);
    }

    private synchronized boolean count(String logger, String format, Map<String, Integer> leftOut) {
        turn(leftOut);
        String kind = logger + ": " + format;
        if (lines.size() >= MAX_KINDS && !lines.containsKey(kind)) {
            kind = logger;
        }
        return lines.merge(kind, 1, Integer::sum) <= MAX_LINES;
    }

    private synchronized void turn(Map<String, Integer> leftOut) {
        long now = nanos.getAsLong();
        if (now - begin < PERIOD.toNanos()) {
            return;
        }
        lines.forEach((kind, count) -> {
            if (count > MAX_LINES) {
                leftOut.put(kind, count - MAX_LINES);
            }
        });
        lines.clear();
        begin = now;
    }

    private static void tell(Map<String, Integer> leftOut) {
        leftOut.forEach((kind, count) -> LoggerFactory.getLogger(LogLimit.class)
                .warn("{} more lines like this one were left out: {}", count, kind));
    }
}
