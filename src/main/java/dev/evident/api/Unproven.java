package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event of the record that is not the one which the log committed to: its row gives the leaf
 * beside it, and that leaf is not the tree's. Reads do not see that; a proof does.
 */
final class Unproven {
    private static final Logger LOG = LoggerFactory.getLogger(Unproven.class);

    private Unproven() {}

    /** Raises the alarm; the problem names the position. */
    static ProblemException event(long seq) {
        LOG.error("ALARM: the event at {} is not the one that the log committed to", seq);
        return Problem.damaged(seq).exception();
    }
}
