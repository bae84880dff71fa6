package dev.evident.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who tries tokens. Beyond {@value #FREE} failures at once an address gets its next refusals one a second, each
 * {@value #MAX_DELAY_SECONDS} seconds late at most: with its share of connections it tries a few a second, and nobody with a
 * valid token waits. Over loopback a proxy speaks for everybody, and nothing is slowed. Thread-safe.
 */
final class FailedAttempts {
    private static final int FREE = 10;
    private static final int MAX_DELAY_SECONDS = 10;
    private static final int MAX_ADDRESSES = 10_000;
    private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;

    /** When the refusals of an address are worked off, by {@link System#nanoTime}; the one that failed last is the last. */
    private final Map<String, Long> workedOff = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * None so far.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    FailedAttempts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a failure.
     *
     * @param network the address, as connections are counted; null for loopback
     * @return how long its response has to wait, in milliseconds
     */
    synchronized long delayMs(@Nullable String network) {
        if (network == null) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        Long before = workedOff.get(network);
        long wait = before == null ? 0 : Math.max(0, before - now);
        long most = (FREE + MAX_DELAY_SECONDS) * EACH_NANOS;
        workedOff.put(network, now + Math.min(most, wait + EACH_NANOS));
        if (workedOff.size() > MAX_ADDRESSES) {
            workedOff.remove(workedOff.keySet().iterator().next());
        }
        return TimeUnit.NANOSECONDS.toMillis(Math.max(0, wait + EACH_NANOS - FREE * EACH_NANOS));
    }
}
