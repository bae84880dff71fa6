package dev.evident.log;

import dev.evident.event.DedupKey;
import dev.evident.event.Redaction;
import dev.evident.merkle.TreeHead;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies on the disk, to be read without changing anything and without believing anything. Everything blocks.
 * {@link #events} may be used on one thread while the rest is used on another.
 */
public interface StoredRecord extends AutoCloseable {
    /** A piece ends with the event that reaches this number of bytes of bodies. */
    int PIECE_BYTES = 1 << 20;

    /** Events in a piece at most. */
    int PIECE_EVENTS = 256;

    /** What is wrong with how the record is laid out: one sentence each; none when nothing is. */
    List<String> layout();

    /** The tree's head as it was committed with the last events; empty when there is none, or none that can be read. */
    Optional<TreeHead> head();

    /** The events from a position on, in order. */
    Events events(long from);

    /** A hash of the tree above its leaves; null when it is not there. */
    byte @Nullable [] node(int level, long number);

    /** How many hashes are stored at a level. */
    long nodes(int level);

    /** What is left of an event that was redacted, without who did it and why; empty when none was at this position. */
    Optional<Redaction> redaction(long seq);

    /**
     * Positions of which the record says that they were redacted although the event has a body or is not there; in order,
     * the first {@value #PIECE_EVENTS}.
     */
    List<Long> unfoundedRedactions();

    /** The body of an event; empty when there is no such event. */
    Optional<byte[]> body(long seq);

    /** One event; empty when there is none at this position. */
    Optional<Row> event(long seq);

    /** The first day (of 86,400 seconds since the epoch) of which the keys of all events are still there. */
    long keysSince();

    /** The position of the event that has a key among those that were accepted on a day; empty when none has. */
    OptionalLong keyed(long day, DedupKey key);

    /**
     * Keys in their order, at most {@value #PIECE_EVENTS}.
     *
     * @param after the one after which they begin; null for the first
     */
    List<Keyed> keys(@Nullable Keyed after);

    @Override
    void close();

    /**
     * That an event was stored under a key.
     *
     * @param day on which it was accepted, of 86,400 seconds since the epoch
     */
    record Keyed(long day, DedupKey key, long seq) {}

    /** Events being read. */
    interface Events extends AutoCloseable {
        /**
         * The next ones; none at the end.
         *
         * @throws UnreadableException when the store says that it is damaged here
         */
        List<Row> next();

        @Override
        void close();
    }

    /**
     * An event as it is stored. Not one of its values has been checked.
     *
     * @param id should be 16 bytes
     * @param leaf its hash in the tree; should be 32 bytes
     * @param header what the record says of it, as {@link dev.evident.event.Header#toBytes} writes it
     */
    record Row(long seq, long micros, byte[] id, byte[] salt, byte[] leaf, byte[] header, byte[] body) {}

    /** The store cannot be read at some place. */
    final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** With the store's own words. */
        public UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
