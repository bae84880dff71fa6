package dev.evident.log;

import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import java.util.List;

/** Takes the committed events in from a {@link Feed}, on the context on which it began to follow. */
public interface Follower {
    /** What its lag is reported under: one lower-case word, of which no other open subscription has the same. */
    String name();

    /**
     * Takes the next events: at least one, each the one after the one before. Damaged events are among them, and marked;
     * nothing of such an event may be shown.
     *
     * @return completes when it can take more; if it fails, events are given again from the first of these on
     */
    Future<Void> accept(List<StoredEvent> events);
}
