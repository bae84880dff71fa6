package dev.evident.log;

import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Hashes;
import dev.evident.log.message.Page;
import dev.evident.merkle.FetchedHashes;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads of the committed log. Each event is compared with its leaf; one that is not what the log committed to is given as
 * {@linkplain StoredEvent#damaged damaged}. Futures complete on the caller's context; they fail with a
 * {@code ProblemException} of kind overloaded when too many reads wait.
 */
public interface LogReader {
    /** Reads a range, in order, as many as fit into one response. */
    Future<Events> page(Page page);

    /** Reads positions, in the order given, as many as fit into one response. */
    Future<Events> get(Get get);

    /** Finds an event by id. */
    Future<Optional<StoredEvent>> find(UUID id);

    /** The first position whose timestamp is not before {@code micros}; the log's size when there is none. */
    Future<Long> position(long micros);

    /** Reads hashes of the tree; fails with a {@code MissingHashException} when one is not there. */
    Future<FetchedHashes> hashes(Hashes hashes);
}
