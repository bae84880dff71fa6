package dev.evident.log;

import dev.evident.event.NewEvent;
import dev.evident.event.Timestamps;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.TreeHash;
import java.util.Arrays;
import java.util.UUID;

/**
 * An event of the log with the key or the id of one that is to be appended. Its body is not among it: whether another body
 * is the same is told by its leaf, which commits to the body, so that a repetition costs no more to recognise for a large
 * event.
 *
 * @param micros when it was accepted, in microseconds since the epoch
 * @param salt of its leaf; empty or all zeros when its content was deleted
 * @param leaf the hash of its leaf
 */
public record KnownEvent(long seq, UUID id, long micros, byte[] salt, byte[] leaf) {
    /**
     * Whether a body is the one that was stored. Of deleted content it cannot be told, and is taken for granted: to
     * store what was deleted a second time would be worse.
     */
    boolean holds(NewEvent event) {
        if (isDeleted()) {
            return true;
        }
        EventLeaf form = new EventLeaf();
        byte[] content = form.content(salt, event.body());
        byte[] entry = form.entry(seq, id.toString(), Timestamps.format(micros), content);
        return Arrays.equals(leaf, new TreeHash().leaf(entry));
    }

    /** Sixteen random bytes are never all zero. */
    private boolean isDeleted() {
        for (byte salted : salt) {
            if (salted != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "KnownEvent[seq=" + seq + ", id=" + id + "]";
    }
}
