package dev.evident.index;

import io.vertx.core.Vertx;

/** Tries again a little later, each time twice as late, up to a bound. Confined to the event loop. */
final class Backoff {
    private final Vertx vertx;
    private final long firstMillis;
    private final long longestMillis;
    private long nextMillis;

    Backoff(Vertx vertx, long firstMillis, long longestMillis) {
        this.vertx = vertx;
        this.firstMillis = firstMillis;
        this.longestMillis = longestMillis;
        this.nextMillis = firstMillis;
    }

    /** Runs it on the event loop after the delay that is due. */
    void later(Runnable attempt) {
        vertx.setTimer(nextMillis, timer -> attempt.run());
        nextMillis = Math.min(longestMillis, nextMillis * 2);
    }

    /** It worked. */
    void reset() {
        nextMillis = firstMillis;
    }
}
