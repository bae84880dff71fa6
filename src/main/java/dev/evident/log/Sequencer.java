package dev.evident.log;

import io.vertx.core.Future;

/**
 * Gives positions, times and leaves to what is new, while the log's lock is held. Pure: it may run again with another end
 * of the log.
 *
 * @param <R> what is decided, for those who wait
 */
public interface Sequencer<R> {
    /**
     * Decides. When the future fails, nothing is written; on the context of the log.
     *
     * @param end where the log ends
     * @param now the time of what is appended, in microseconds since the epoch; not before {@code end.micros()}
     * @param log what is in it already
     */
    Future<Sequenced<R>> sequence(LogEnd end, long now, Lookup log);
}
