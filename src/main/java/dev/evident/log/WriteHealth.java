package dev.evident.log;

import dev.evident.event.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How well events are written: what became of the last batch, and how long the oldest append has waited for its acknowledgement.
 * Says so in the log when that changes.
 *
 * <p>Confined to the context of the log, but for what the meters read.
 */
final class WriteHealth {
    /** An append that waits longer is worth a look. */
    static final Duration SLOW = Duration.ofSeconds(5);

    /** An append that waits longer than that will not be acknowledged in time: requests should go elsewhere. */
    static final Duration STUCK = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(WriteHealth.class);
    private static final long NOBODY = 0;

    private final Set<Ticket> waiting = new LinkedHashSet<>();
    private volatile long oldestSince = NOBODY;
    private @Nullable Refusal refusal;
    private volatile boolean refusing;
    private final LongSupplier monotonic;
    private boolean slow;

    /**
     * @param monotonic nanoseconds since any moment, as {@link System#nanoTime}
     */
    WriteHealth(LongSupplier monotonic) {
        this.monotonic = monotonic;
    }

    /** One append that waits, and since when. */
    static final class Ticket {
        private final long since;

        private Ticket(long since) {
            this.since = since;
        }
    }

    /** Since when nothing is stored, and why. */
    private record Refusal(Instant since, String detail) {}

    /** An append has come. */
    Ticket came() {
        Ticket ticket = new Ticket(monotonic.getAsLong());
        waiting.add(ticket);
        measure();
        return ticket;
    }

    /** It has been acknowledged, or failed. */
    void answered(Ticket ticket) {
        waiting.remove(ticket);
        measure();
    }

    private void measure() {
        oldestSince = waiting.isEmpty() ? NOBODY : waiting.iterator().next().since;
    }

    /** The record took a batch. */
    void stored() {
        Refusal before = refusal;
        if (before != null) {
            refusal = null;
            refusing = false;
            LOG.info("Events are stored again, after {} seconds", seconds(before));
        }
    }

    /** The record took nothing of a batch. */
    void refused(Problem problem) {
        Refusal before = refusal;
        if (before == null || !before.detail.equals(problem.detail())) {
            LOG.error("No event is stored: {}", problem.detail());
            refusal = new Refusal(before == null ? Instant.now() : before.since, problem.detail());
            refusing = true;
        }
    }

    /** Whether the last batch was refused. For any thread. */
    boolean isRefusing() {
        return refusing;
    }

    /** How long the oldest append has waited for its acknowledgement; zero when none waits. For any thread. */
    Duration oldestWait() {
        long since = oldestSince;
        return since == NOBODY ? Duration.ZERO : Duration.ofNanos(monotonic.getAsLong() - since);
    }

    /** To be called about once a second: says when appends begin to wait long, and when that ends. */
    void watch(boolean held) {
        Duration wait = oldestWait();
        if (!slow && wait.compareTo(SLOW) >= 0) {
            slow = true;
            LOG.warn("Appends have waited for {} seconds: {}", wait.toSeconds(), reason(held));
        } else if (slow && wait.compareTo(SLOW) < 0) {
            slow = false;
            LOG.info("Appends are acknowledged again");
        }
    }

    /** What there is to say, if all is not well; the worst first. */
    @Nullable
    Trouble trouble(boolean held) {
        Duration wait = oldestWait();
        boolean late = wait.compareTo(SLOW) >= 0;
        String waits = "The oldest of " + waiting.size() + " appends has waited for " + wait.toSeconds() + " seconds: "
                + reason(held);
        if (wait.compareTo(STUCK) >= 0 && !held) {
            return new Trouble(true, waits);
        }
        Refusal refused = refusal;
        if (refused != null) {
            return new Trouble(
                    false,
                    "No event has been stored since " + refused.since.truncatedTo(ChronoUnit.SECONDS) + ", "
                            + seconds(refused) + " seconds ago: " + refused.detail);
        }
        return late ? new Trouble(false, waits) : null;
    }

    private static String reason(boolean held) {
        return held ? "writing waits for the search index." : "the store does not respond.";
    }

    private static long seconds(Refusal refusal) {
        return Math.max(0, refusal.since.until(Instant.now(), ChronoUnit.SECONDS));
    }
}
