package dev.evident.index;

import dev.evident.bus.Cancellation;
import dev.evident.event.Problem;
import java.time.Duration;

/** Ends a count that takes too long, or that nobody waits for any more. */
final class StatsDeadline {
    /** Events that may be looked at from one check to the next. */
    static final int PIECE = 1 << 14;

    private final Cancellation cancellation;
    private final Duration most;
    private final long start = System.nanoTime();

    StatsDeadline(Cancellation cancellation, Duration most) {
        this.cancellation = cancellation;
        this.most = most;
    }

    /** Fails with the problem {@code unavailable} when it is time to end. */
    void check() {
        if (cancellation.isCancelled()) {
            throw Problem.of(Problem.Kind.UNAVAILABLE, "The request was cancelled.")
                    .exception();
        }
        if (System.nanoTime() - start > most.toNanos()) {
            throw Problem.of(
                            Problem.Kind.UNAVAILABLE,
                            "Counting took longer than " + most.toSeconds()
                                    + " s. Ask for a shorter time or for fewer facets.")
                    .with("retry_after", 5)
                    .exception();
        }
    }
}
