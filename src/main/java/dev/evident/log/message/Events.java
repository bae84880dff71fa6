package dev.evident.log.message;

import dev.evident.event.StoredEvent;
import java.util.List;

/**
 * Events in the order of the request. A response is bounded in bytes, so it may hold fewer than were requested; it is
 * empty only when there is none. Who wants the rest requests it from after the last one.
 */
public record Events(List<StoredEvent> list) {
    public Events {
        list = List.copyOf(list);
    }
}
