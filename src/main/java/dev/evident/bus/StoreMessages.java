package dev.evident.bus;

import dev.evident.event.StoredEvent;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Committed;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Hashes;
import dev.evident.log.message.Page;
import dev.evident.log.message.Redact;
import dev.evident.log.message.Redacted;
import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.TreeHead;
import java.util.Optional;
import java.util.UUID;

/** What the storage verticle serves. A request that cannot be served fails with a {@code ProblemException}. */
public final class StoreMessages {

    /** Appends events that were not appended before; completes only when the events are committed and fsynced. */
    public static final Address<Append, Appended> APPEND = new Address<>("store.append");

    /**
     * Deletes the content of events for good and appends the event that says so, all of it or nothing; completes when it
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
    public static final Address<TreeHeadRequest, TreeHead> TREE_HEAD = new Address<>("store.tree_head");

    /** The newest event's timestamp in microseconds since the epoch; 0 when there is none. */
    public static final Address<TreeHeadRequest, Long> NEWEST_TIME = new Address<>("store.newest_time");

    /** Whether the store can read and write. */
    public static final Address<Check.Request, Check> CHECK = new Address<>("store.check");

    /** Published soon after commits, once for several of them under load: so much may be read. */
    public static final Topic<Committed> COMMITTED = new Topic<>("store.committed");

    private StoreMessages() {}

    /** Asks for the tree's head. */
    public record TreeHeadRequest() {}
}
