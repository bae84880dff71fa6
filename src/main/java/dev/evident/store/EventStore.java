package dev.evident.store;

import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Get;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the record lives. Callers may rely on this: what {@link #append} completed is there after any crash, and reads
 * that begin afterwards see it. Reads may run while a batch is being written and see all of it or nothing.
 *
 * <p>Every method returns at once; futures complete on the caller's context.
 */
public interface EventStore {
    /** An answer ends with the event that reaches so many bytes of bodies. */
    int ANSWER_BYTES = 1 << 20;

    /** Opens the record, creating or upgrading it first. Fails with a {@code StartException} when it must not be used. */
    Future<Head> open();

    /**
     * Writes the batch in one transaction, never two at a time. Completes when it is committed and on the disk. A
     * failure is one of two kinds: a {@link BatchRefusedException} leaves the record as it was, so the next batch may
     * be tried; after anything else the outcome is unknown and the process must end.
     */
    Future<Void> append(SealedBatch batch);

    /** Reads a range, in order, as many as fit into one answer. */
    Future<Events> page(Page page);

    /** Reads positions, in the order given, as many as fit into one answer. */
    Future<Events> get(Get get);

    /** Finds an event by id. */
    Future<Optional<StoredEvent>> find(UUID id);

    /** The first position whose timestamp is not before {@code micros}; the log's size when there is none. */
    Future<Long> position(long micros);

    /** Bytes on disk. */
    long bytes();

    /** Waits for nothing: callers have no batch under way. */
    Future<Void> close();

    /**
     * The end of the log.
     *
     * @param size number of events, which is also the next position
     * @param micros the last event's timestamp in microseconds since the epoch; 0 when there is none
     */
    record Head(long size, long micros) {}
}
