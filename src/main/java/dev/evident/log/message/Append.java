package dev.evident.log.message;

import dev.evident.event.NewEvent;
import java.util.List;

/**
 * Events to append, in order. Never empty.
 *
 * @param together whether all or none of them are written; else each stands for itself, and one whose key belongs to
 *     other content keeps no other from being written
 */
public record Append(List<NewEvent> events, boolean together) {
    public Append {
        events = List.copyOf(events);
    }

    /** All of them or none. */
    public Append(List<NewEvent> events) {
        this(events, true);
    }

    /** The sum of the bodies' sizes in bytes. */
    public long bytes() {
        long bytes = 0;
        for (NewEvent event : events) {
            bytes += event.size();
        }
        return bytes;
    }
}
