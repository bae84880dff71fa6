package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How many answers of a kind may be under way at once, over all event loops. Thread-safe. */
final class Slots {
    private static final int RETRY_AFTER_SECONDS = 5;

    private final String plural;
    private final String key;
    private final int limit;
    private final AtomicInteger used = new AtomicInteger();

    /**
     * So many free slots.
     *
     * @param plural what they are for, as a refusal calls it
     * @param key the configuration key that sets the limit
     */
    Slots(String plural, String key, int limit) {
        this.plural = plural;
        this.key = key;
        this.limit = limit;
    }

    /** Takes a slot until the answer has ended, whatever ends it; throws the problem {@code overloaded} when there is none. */
    void take(RoutingContext context) {
        if (used.incrementAndGet() > limit) {
            used.decrementAndGet();
            throw Problem.of(
                            Kind.OVERLOADED,
                            "As many " + plural + " as are allowed are under way: " + limit + " (" + key
                                    + "). Try again later.")
                    .with("limit", limit)
                    .with("retry_after", RETRY_AFTER_SECONDS)
                    .exception();
        }
        AtomicBoolean held = new AtomicBoolean(true);
        context.addEndHandler(ended -> {
            if (held.getAndSet(false)) {
                used.decrementAndGet();
            }
        });
    }

    /** Slots taken. */
    int used() {
        return used.get();
    }
}
