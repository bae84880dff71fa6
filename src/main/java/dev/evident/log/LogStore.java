package dev.evident.log;

import dev.evident.event.NewEvent;
import io.vertx.core.Future;

/**
 * Where the log's entries live, and who orders them. Callers may rely on this: what {@link #append} completed is there
 * after any crash, and reads that begin afterwards see it. Reads may run while a batch is written and see all of it or
 * nothing.
 *
 * <p>Every method returns at once; futures complete on the caller's context. Appends, {@link #forget} and {@link #purge}
 * fail with an {@link AppendException}: its kind says whether anything was written.
 */
public interface LogStore {
    /** A response ends with the event that reaches this number of bytes of bodies. */
    int RESPONSE_BYTES = 1 << 20;

    /** Whether there is a log with a tree, and so a head file beside it. To be called before opening. */
    Future<Boolean> hasTree();

    /** Opens the log, made first when there is none. Fails with a {@code StartException} when it must not be used. */
    Future<LogEnd> open();

    /** The bytes at rest of a body that is about to be appended. Called before the log's lock is taken, on any thread. */
    byte[] encode(NewEvent event);

    /**
     * Holds the log's lock, lets the sequencer look up and decide, and writes what it made in one transaction: events,
     * leaves, nodes, head and erasures. Fails with {@link AppendException.IdTaken} when an id is not new. One at a time by one caller. The lock of SQLite is the lock of the
     * directory and the one writer, whose statement aborts unless the stored head is the expected one (ADR 001).
     *
     * @return what the sequencer decided, when its batch is committed and on the disk
     */
    <R> Future<R> append(Sequencer<R> sequencer);

    /**
     * Where the log ends, at the call or later. Where no other process can append, that is what this one has acknowledged.
     * Called on any context.
     */
    Future<LogEnd> current(LogEnd acknowledged);

    /**
     * Removes from the store's files what is left there of redacted content. Completes with whether it could; readers may
     * be in the way, and then it is to be tried again.
     */
    Future<Boolean> purge();

    /**
     * Forgets keys of events that were committed before a time; some may be kept that are less than a day older.
     *
     * @param before microseconds since the epoch
     * @param max how many keys at most
     * @return how many were forgotten; fewer than {@code max} when there are no more
     */
    Future<Integer> forget(long before, int max);

    /** Follows the open log for what the store does as it grows. Called once; the feed ends before {@link #close}. */
    void follow(Feed feed);

    /** Reads of the open log. */
    LogReader reader();

    /** Bytes on disk. */
    long bytes();

    /** Waits for nothing: callers have no append under way. */
    Future<Void> close();
}
