package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.Budget;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A body that has been read. Its share of the budget is given back when the work on it is done, see {@link
 * BodyReader#read}: that the sender has gone does not make the bytes go.
 *
 * @param sent the bytes as they came
 * @param coding how they are compressed
 * @param limit bytes that may come of them
 * @param gone set when the response has ended or the sender has gone
 */
record Body(byte[] sent, ContentCoding coding, long limit, Budget.Share share, AtomicBoolean gone) {

    /** What was meant; blocks when it is compressed. */
    byte[] plain() {
        return coding.plain(sent, limit, share);
    }

    /** Throws when nobody waits for the response any more, so that nothing is done for nobody. */
    void requireSender() {
        if (gone.get()) {
            throw Problem.of(Kind.BAD_REQUEST, "The sender has gone.").exception();
        }
    }
}
