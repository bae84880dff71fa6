package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event of the record that is not the one which the log committed to: damaged, or changed by somebody. It is shown like
 * any other, but nothing is handed out that says it was proven.
 */
final class Unproven {
    private static final Logger LOG = LoggerFactory.getLogger(Unproven.class);

    private Unproven() {}

    /** Raises the alarm; what is answered names the position. */
    static ProblemException event(long seq) {
        LOG.error("ALARM: the event at {} is not the one that the log committed to", seq);
        return Problem.of(
                        Kind.INTERNAL,
                        "The stored event at " + seq
                                + " is not the one that the log committed to. Tell the operator: evident verify says what"
                                + " else was changed.")
                .with("seq", seq)
                .exception();
    }
}
