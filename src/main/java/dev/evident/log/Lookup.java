package dev.evident.log;

import dev.evident.event.DedupKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Finds events of the log while its lock is held, so that what is not found cannot be appended meanwhile. */
public interface Lookup {
    /**
     * The events that were stored under a key in a time, for each key that was.
     *
     * @param keys ascending
     * @param from the first microsecond since the epoch
     * @param to the last one
     */
    Future<Map<DedupKey, List<KnownEvent>>> byKey(List<DedupKey> keys, long from, long to);

    /** The events that have one of the ids. */
    Future<List<KnownEvent>> byId(List<UUID> ids);
}
