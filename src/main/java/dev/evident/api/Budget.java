package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that requests may hold in memory at once, over all event loops. Thread-safe. */
final class Budget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Budget(long limit) {
        this.limit = limit;
    }

    /** A share of the budget that belongs to one request and ends with it. For one thread. */
    final class Share {
        private long held;
        private boolean closed;

        /** Takes more, or throws the problem {@code overloaded}. */
        void take(long bytes) {
            if (closed) {
                return;
            }
            if (used.addAndGet(bytes) > limit) {
                used.addAndGet(-bytes);
                throw Problem.of(Kind.OVERLOADED, "Too many requests are being read at once. Try again later.")
                        .with("retry_after", 1)
                        .exception();
            }
            held += bytes;
        }

        /** Gives everything back; later calls do nothing. */
        void close() {
            if (!closed) {
                closed = true;
                used.addAndGet(-held);
            }
        }
    }

    Share share() {
        return new Share();
    }

    /** Bytes taken. */
    long used() {
        return used.get();
    }
}
