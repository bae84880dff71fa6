package dev.evident.log;

import dev.evident.log.message.Appended;
import io.vertx.core.Promise;
import java.util.List;

/** Appends that share one transaction, in the order in which they came, and those who wait for them. */
record AppendGroup(List<Waiting> list) {

    /**
     * One append that somebody waits for.
     *
     * @param events ready for the log's lock
     * @param together whether all or none of them are written
     * @param bytes of their bodies
     * @param erasures what its event says is erased, whose {@code by} is not known yet
     */
    record Waiting(
            List<PreparedEvent> events,
            boolean together,
            long bytes,
            List<Erasure> erasures,
            Promise<Appended> promise) {}

    /** Tells each sender what became of its append. */
    void complete(DedupResult result) {
        for (int i = 0; i < list.size(); i++) {
            list.get(i).promise.complete(result.response(i));
        }
    }

    void fail(Throwable cause) {
        list.forEach(waiting -> waiting.promise.fail(cause));
    }
}
