package dev.evident.intake;

import dev.evident.event.Items;
import dev.evident.event.Problem;
import org.jspecify.annotations.Nullable;

/** One request and its response, in one {@link IntakeFormat}. */
public interface IntakeExchange {
    /** Bytes that the body may have, also when it is decompressed. */
    long maxBytes();

    /** Whether all items are stored or none; else each stands for itself. */
    boolean isAtomic();

    /** Whether the sender names the request by a key, so that what is kept of a refused body is kept once. */
    boolean isKeyed();

    /** Whether items that are refused are kept although the quarantine is off, since the sender would drop them. */
    boolean keepsRefused();

    /** Whether parsing takes time in proportion to the body's bytes, so that small ones may be parsed on an event loop. */
    boolean isLinear();

    /**
     * What the body holds. Called on any thread; may take as long as its bytes need.
     *
     * @throws dev.evident.event.Problem.ProblemException when the body is not acceptable as a whole
     */
    Items parse(byte[] body);

    /**
     * The response to what became of the items. Called once, on any thread.
     *
     * @throws dev.evident.event.Problem.ProblemException when the response is a problem
     */
    IntakeResponse respond(IntakeResult result);

    /** The response to a problem in the format's own form; null for {@code problem+json}. Its status is the problem's. */
    default @Nullable IntakeResponse refusal(Problem problem) {
        return null;
    }
}
