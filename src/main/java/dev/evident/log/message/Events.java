package dev.evident.log.message;

import dev.evident.event.StoredEvent;
import java.util.List;

/**
 * Events in the order asked for. An answer is bounded in bytes, so it may hold fewer than were asked for; it is
 * empty only when there is none. Who wants the rest asks again after the last one.
 */
public record Events(List<StoredEvent> list) {
    public Events {
        list = List.copyOf(list);
    }
}
