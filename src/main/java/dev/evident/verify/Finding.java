package dev.evident.verify;

import java.util.Locale;

/**
 * Something that is not as the log says.
 *
 * @param part where it was found
 * @param from the position of the first event that it concerns; without meaning for {@link Part#BUNDLE} and {@link
 *     Part#KEYS}
 * @param to the position of the last one, at least {@code from}
 * @param what one sentence for a person; holds nothing of an event's content
 */
public record Finding(Part part, long from, long to, String what) {

    /** What is looked at. */
    public enum Part {
        /** An event's row: body, salt, id, timestamp, stored leaf hash. */
        EVENT,
        /** A stored hash of the tree above the leaves. */
        NODE,
        /** The tree's head as the database has it. */
        HEAD,
        /** The head file beside the database. */
        HEAD_FILE,
        /** A signed checkpoint, of the log itself or kept by somebody else. */
        CHECKPOINT,
        /** A proof or receipt that somebody kept. */
        PROOF,
        /** A row of the table of keys under which events were sent. */
        KEY,
        /** The log's keys beside the database. */
        KEYS,
        /** Tables and triggers. */
        LAYOUT,
        /** A bundle as a whole: it may be cut off and every event in it be proven. */
        BUNDLE;

        /** As it is written in JSON. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** About one event. */
    public static Finding event(long seq, String what) {
        return new Finding(Part.EVENT, seq, seq, what);
    }

    /** About a bundle and none of its events. */
    static Finding bundle(String what) {
        return new Finding(Part.BUNDLE, 0, 0, what);
    }

    /** Whether it concerns events. */
    public boolean hasPosition() {
        return part != Part.BUNDLE && part != Part.KEYS;
    }

    /** {@code event 7: …}, {@code events 768 to 1023: …}, {@code bundle: …} or {@code keys: …}. */
    @Override
    public String toString() {
        if (!hasPosition()) {
            return part + ": " + what;
        }
        String where = from == to ? "event " + from : "events " + from + " to " + to;
        return part == Part.EVENT
                ? where + ": " + what
                : part.toString().replace('_', ' ') + " (" + where + "): " + what;
    }
}
