package dev.evident.log;

import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHead;

/**
 * The end of the committed log.
 *
 * @param frontier the edge of its tree, to go on from; never changed
 * @param tree size and root of the tree
 * @param micros the last event's timestamp in microseconds since the epoch; 0 when there is none
 * @param erasedTo the size of the log after the last batch that erased content: what was read before is to be read again.
 *     0 when none has since the log was opened
 */
public record LogEnd(Frontier frontier, TreeHead tree, long micros, long erasedTo) {
    /** The end of a log with this tree. */
    public static LogEnd of(Frontier frontier, long micros, long erasedTo) {
        return new LogEnd(frontier, frontier.head(), micros, erasedTo);
    }

    /** The end of a log without events. */
    public static LogEnd empty() {
        return of(new Frontier(), 0, 0);
    }

    /** The number of events, which is also the next position. */
    public long size() {
        return tree.size();
    }
}
