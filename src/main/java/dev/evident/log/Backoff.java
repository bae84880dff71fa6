package dev.evident.log;

import io.vertx.core.Vertx;

/** Tries again a little later, each time after twice the delay, up to a bound. Confined to one context. */
public final class Backoff {
    private final Vertx vertx;
    private final long firstMillis;
    private final long maxMillis;
    private long nextMillis;

    /** The first delay and the longest, in milliseconds. */
    public Backoff(Vertx vertx, long firstMillis, long maxMillis) {
        this.vertx = vertx;
        this.firstMillis = firstMillis;
        this.maxMillis = maxMillis;
        this.nextMillis = firstMillis;
    }

    /** Runs it on the calling context after the delay that is due. */
    public void later(Runnable attempt) {
        vertx.setTimer(nextMillis, timer -> attempt.run());
        nextMillis = Math.min(maxMillis, nextMillis * 2);
    }

    /** It worked. */
    public void reset() {
        nextMillis = firstMillis;
    }
}
