package dev.evident.store;

import dev.evident.event.StoredEvent;
import java.util.List;

/**
 * Events with their place in the log, not yet written.
 *
 * @param events without gaps, at least one
 */
public record SealedBatch(List<StoredEvent> events) {
    public SealedBatch {
        events = List.copyOf(events);
    }

    /** The position of the first event. */
    public long firstSeq() {
        return events.get(0).seq();
    }

    /** When all of them were accepted, in microseconds since the epoch. */
    public long micros() {
        return events.get(0).micros();
    }

    /** The log after this batch. */
    public EventStore.Head head() {
        return new EventStore.Head(firstSeq() + events.size(), micros());
    }
}
