package dev.evident.log.message;

import dev.evident.merkle.TreeHead;

/** The log grew to this tree. */
public record Committed(TreeHead head) {

    /** Number of events in the log, which is also the next position. */
    public long size() {
        return head.size();
    }
}
