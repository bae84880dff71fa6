package dev.evident.http;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that requests may hold in memory at once, over all event loops. With owners nobody starves: no owner holds more
 * than a part of it, and each may always hold a little, even when the others have taken it all. Thread-safe.
 */
public final class Budget {
    private final long limit;
    private final long ownerLimit;
    private final long ownerMinimum;
    private final AtomicLong used = new AtomicLong();

    /** As many as there are tokens and tenants. */
    private final ConcurrentMap<String, AtomicLong> owners = new ConcurrentHashMap<>();

    /**
     * A budget without owners.
     *
     * @param limit bytes of all requests together
     */
    public Budget(long limit) {
        this(limit, limit, 0);
    }

    /**
     * A budget that is shared by owners.
     *
     * @param limit bytes of all together, but for what each may always hold
     * @param ownerLimit bytes that one owner may hold
     * @param ownerMinimum bytes that each owner may hold whatever the others do
     */
    public Budget(long limit, long ownerLimit, long ownerMinimum) {
        this.limit = limit;
        this.ownerLimit = ownerLimit;
        this.ownerMinimum = ownerMinimum;
    }

    /** A share of the budget that belongs to one request and ends with it. Thread-safe. */
    public final class Share {
        private final AtomicLong owned;
        private long held;
        private boolean closed;

        private Share(AtomicLong owned) {
            this.owned = owned;
        }

        /** Takes more, or throws the problem {@code overloaded}. */
        public synchronized void take(long bytes) {
            if (closed) {
                return;
            }
            long own = owned.addAndGet(bytes);
            long all = used.addAndGet(bytes);
            if (own > ownerMinimum && (all > limit || own > ownerLimit)) {
                owned.addAndGet(-bytes);
                used.addAndGet(-bytes);
                throw Problem.of(Kind.OVERLOADED, "Too many requests are being read at once. Try again later.")
                        .with("retry_after", 1)
                        .exception();
            }
            held += bytes;
        }

        /** Takes what is missing until the share holds this number of bytes. */
        public synchronized void hold(long bytes) {
            if (bytes > held) {
                take(bytes - held);
            }
        }

        /** Gives everything back; later calls do nothing. */
        public synchronized void close() {
            if (!closed) {
                closed = true;
                owned.addAndGet(-held);
                used.addAndGet(-held);
            }
        }
    }

    /** A share of nobody's in particular. */
    public Share share() {
        return share("");
    }

    /** A share of an owner's. */
    public Share share(String owner) {
        return new Share(owners.computeIfAbsent(owner, first -> new AtomicLong()));
    }

    /** Bytes taken. */
    public long used() {
        return used.get();
    }
}
