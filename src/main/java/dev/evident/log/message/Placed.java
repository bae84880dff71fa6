package dev.evident.log.message;

import java.util.UUID;

/**
 * An event's place in the log; after a conflict, that of the event that has the key or the id.
 *
 * @param micros when it was accepted, in microseconds since the epoch
 */
public record Placed(Outcome outcome, UUID id, long seq, long micros) {
    private static final UUID NO_ID = new UUID(0, 0);

    /** That of an event of an append of which nothing is written. */
    public static Placed nowhere(Outcome outcome) {
        return new Placed(outcome, NO_ID, -1, 0);
    }
}
