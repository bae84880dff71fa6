package dev.evident.index;

import dev.evident.event.Header;
import dev.evident.event.StoredEvent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A damaged event keeps its place in the index and loses everything else: what somebody forged must not be found, counted
 * or shown in a facet, and one event must not keep the others from being searched. Confined to the event loop.
 */
final class DamagedEvents {
    private static final int MAX_LOGGED = 20;
    private static final byte[] NO_BODY = {};
    private static final Logger LOG = LoggerFactory.getLogger(DamagedEvents.class);

    private int logged;

    /** The same events, the damaged ones without content. */
    List<StoredEvent> emptied(List<StoredEvent> events) {
        return events.stream().noneMatch(StoredEvent::damaged)
                ? events
                : events.stream()
                        .map(event -> event.damaged() ? emptied(event) : event)
                        .toList();
    }

    private StoredEvent emptied(StoredEvent event) {
        if (logged++ < MAX_LOGGED) {
            LOG.error(
                    "The event at {} is damaged and cannot be found by its content. Put the record right, then make the"
                            + " index anew: evident reindex",
                    event.seq());
        }
        return new StoredEvent(event.seq(), event.id(), event.micros(), new byte[0], Header.PLAIN, NO_BODY, null, true);
    }
}
