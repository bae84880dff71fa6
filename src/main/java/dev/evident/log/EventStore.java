package dev.evident.log;

import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Get;
import dev.evident.bus.StoreMessages.Hashes;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.DedupKey;
import dev.evident.event.StoredEvent;
import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import java.util.List;
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

    /** Whether there is a record with a tree, and so a head file that stands beside it. To be asked before opening. */
    Future<Boolean> hasTree();

    /** Opens the record, creating or upgrading it first. Fails with a {@code StartException} when it must not be used. */
    Future<Opened> open();

    /**
     * Writes the batch, its leaves, its nodes and its head in one transaction, with it the
     * deletions of its erasures, never two at a time. Completes when it is committed and on the disk. A
     * failure is one of two kinds: a {@link BatchRefusedException} leaves the record as it was, so the next batch may
     * be tried; after anything else the outcome is unknown and the process must end.
     */
    Future<Void> append(SealedBatch batch);

    /**
     * Removes from the store's files what is left there of deleted content. Completes with whether it could; readers may
     * be in the way, and then it is to be tried again.
     */
    Future<Boolean> purge();

    /** Reads a range, in order, as many as fit into one answer. */
    Future<Events> page(Page page);

    /** Reads positions, in the order given, as many as fit into one answer. */
    Future<Events> get(Get get);

    /** Finds an event by id. */
    Future<Optional<StoredEvent>> find(UUID id);

    /** The first position whose timestamp is not before {@code micros}; the log's size when there is none. */
    Future<Long> position(long micros);

    /** Reads hashes of the tree; fails with a {@code MissingHashException} when one is not there. */
    Future<FetchedHashes> hashes(Hashes hashes);

    /**
     * The events with one of the keys that were accepted from a time on, of every batch that was appended before. Of two
     * with the same key, either may be missing but the later one.
     *
     * @param keys ascending
     * @param from microseconds since the epoch, inclusive
     * @param to microseconds since the epoch; nothing was accepted later
     */
    Future<List<KnownEvent>> known(List<DedupKey> keys, long from, long to);

    /**
     * Forgets keys of events that were accepted before a time; some may be kept that are less than a day older. Answers
     * how many, at most {@code most}; fewer when there are no more. Fails as {@link #append} does.
     *
     * @param before microseconds since the epoch
     */
    Future<Integer> forget(long before, int most);

    /** Bytes on disk. */
    long bytes();

    /** Waits for nothing: callers have no batch under way. */
    Future<Void> close();

    /**
     * What was found on opening.
     *
     * @param frontier the edge of the log's tree, to go on from
     * @param micros the last event's timestamp in microseconds since the epoch; 0 when there is none
     */
    record Opened(Frontier frontier, long micros) {
        Head head() {
            return new Head(frontier.head(), micros);
        }
    }

    /**
     * The end of the log.
     *
     * @param tree its size is the number of events, which is also the next position
     * @param micros the last event's timestamp in microseconds since the epoch; 0 when there is none
     */
    record Head(TreeHead tree, long micros) {
        long size() {
            return tree.size();
        }
    }
}
