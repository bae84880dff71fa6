package dev.evident.bus;

import dev.evident.event.NewEvent;
import dev.evident.event.StoredEvent;
import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.Subtree;
import dev.evident.merkle.TileRun;
import dev.evident.merkle.TreeHead;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What the store verticle answers. Every answer fails with a {@code ProblemException} when it cannot be given. */
public final class StoreMessages {

    /** Appends events that were not appended before; answered only when the events are committed and fsynced. */
    public static final Address<Append, Appended> APPEND = new Address<>("store.append");

    /**
     * Deletes the content of events for good and appends the event that says so, all of it or nothing; answered when it
     * is on the disk. Fails with the problem {@code not-redactable} when one of them may not be redacted.
     */
    public static final Address<Redact, Redacted> REDACT = new Address<>("store.redact");

    /** Reads events by a range of the log. */
    public static final Address<Page, Events> PAGE = new Address<>("store.page");

    /**
     * As {@link #PAGE}, damaged events with the others. For who looks for damage or must get past it; nothing of such
     * an event may be shown.
     */
    public static final Address<Page, Events> PAGE_AS_STORED = new Address<>("store.page-as-stored");

    /** As {@link #GET}, damaged events with the others. */
    public static final Address<Get, Events> GET_AS_STORED = new Address<>("store.get-as-stored");

    /** Reads events by their positions. */
    public static final Address<Get, Events> GET = new Address<>("store.get");

    /** Finds one event by its id. */
    public static final Address<UUID, Optional<StoredEvent>> FIND = new Address<>("store.find");

    /** The first position whose timestamp is not before the given microseconds since the epoch. */
    public static final Address<Long, Long> POSITION = new Address<>("store.position");

    /** Reads hashes of the log's tree; fails with a {@code MissingHashException} when one of them is not there. */
    public static final Address<Hashes, FetchedHashes> HASHES = new Address<>("store.hashes");

    /** The log's tree as it is committed. */
    public static final Address<TreeHeadQuestion, TreeHead> TREE_HEAD = new Address<>("store.tree_head");

    /** The newest event's timestamp in microseconds since the epoch; 0 when there is none. */
    public static final Address<TreeHeadQuestion, Long> NEWEST_TIME = new Address<>("store.newest_time");

    /** Whether the store can read and write. */
    public static final Address<Check.Request, Check> CHECK = new Address<>("store.check");

    /**
     * Published after each commit, before the producers are answered: whoever asks for something after an
     * acknowledgement finds this message ahead of the question.
     */
    public static final Topic<Committed> COMMITTED = new Topic<>("store.committed");

    private StoreMessages() {}

    /**
     * Events to append, in order. Never empty.
     *
     * @param together whether all or none of them are written; else each stands for itself, and one whose key belongs to
     *     other content keeps no other from being written
     */
    public record Append(List<NewEvent> events, boolean together) {
        public Append {
            events = List.copyOf(events);
        }

        /** All of them or none. */
        public Append(List<NewEvent> events) {
            this(events, true);
        }

        /** The sum of the bodies' sizes in bytes. */
        public long bytes() {
            long bytes = 0;
            for (NewEvent event : events) {
                bytes += event.size();
            }
            return bytes;
        }
    }

    /** What became of an event. */
    public enum Outcome {
        /** It is in the record now. */
        STORED,
        /** It was in the record, by an earlier sending with the same key and content. */
        DUPLICATE,
        /** It is not in the record: its key is that of an event with other content. */
        CONFLICT
    }

    /**
     * An event's place in the log; after a conflict, that of the event that has the key.
     *
     * @param micros when it was accepted, in microseconds since the epoch
     */
    public record Placed(Outcome outcome, UUID id, long seq, long micros) {}

    /**
     * What became of the events of an {@link Append}.
     *
     * @param places one for each event, in order; those that were stored are next to each other in the log
     */
    public record Appended(List<Placed> places) {
        public Appended {
            places = List.copyOf(places);
        }

        /** How many of them have this outcome. */
        public int count(Outcome outcome) {
            int count = 0;
            for (Placed place : places) {
                count += place.outcome == outcome ? 1 : 0;
            }
            return count;
        }

        /** The lowest position of those that were stored; when none was, of those that had been. */
        public long firstSeq() {
            return positions().min().orElseThrow();
        }

        /** The highest position of those that were stored; when none was, of those that had been. */
        public long lastSeq() {
            return positions().max().orElseThrow();
        }

        private LongStream positions() {
            Outcome counted = count(Outcome.STORED) > 0 ? Outcome.STORED : Outcome.DUPLICATE;
            return places.stream().filter(place -> place.outcome == counted).mapToLong(Placed::seq);
        }
    }

    /**
     * Which events to redact; those that are redacted already stay as they are.
     *
     * @param seqs their positions, 1 to {@code RedactionEvent.MOST}
     * @param reason why, as the log will say
     * @param actor the name of the token
     * @param tenant the one that the token is bound to; null for none
     * @param filter the names of the parameters that chose them; empty when they were named
     */
    public record Redact(List<Long> seqs, String reason, String actor, @Nullable String tenant, List<String> filter) {
        public Redact {
            seqs = List.copyOf(seqs);
            filter = List.copyOf(filter);
        }
    }

    /**
     * What was redacted.
     *
     * @param count how many events, without those that had been before
     * @param by the event that says so; none when there was nothing to do
     */
    public record Redacted(int count, Optional<Appended> by) {}

    /**
     * Which events to read: positions from {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param newestFirst from the end of the range down, or from its start up
     * @param limit at most so many, from 1
     */
    public record Page(long from, long to, boolean newestFirst, int limit) {}

    /** Which events to read, in the order in which they are wanted. */
    public record Get(List<Long> seqs) {
        public Get {
            seqs = List.copyOf(seqs);
        }
    }

    /**
     * Events in the order asked for. An answer is bounded in bytes, so it may hold fewer than were asked for; it is
     * empty only when there is none. Who wants the rest asks again after the last one.
     */
    public record Events(List<StoredEvent> list) {
        public Events {
            list = List.copyOf(list);
        }
    }

    /** Which hashes to read, all of them or none. */
    public record Hashes(List<TileRun> runs) {
        public Hashes {
            runs = List.copyOf(runs);
        }

        /** All that these subtrees are made of. */
        public static Hashes of(Collection<Subtree> subtrees) {
            return new Hashes(TileRun.covering(subtrees));
        }

        /** Some that stand next to each other in one tile. */
        public static Hashes of(int level, long from, int count) {
            return new Hashes(List.of(new TileRun(level, from, count)));
        }
    }

    /** Asks for the tree's head. */
    public record TreeHeadQuestion() {}

    /** The log grew to this tree. */
    public record Committed(TreeHead head) {

        /** Number of events in the log, which is also the next position. */
        public long size() {
            return head.size();
        }
    }
}
