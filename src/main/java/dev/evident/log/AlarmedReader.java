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
 * Reads of an open log for whoever shows events: a response ends before an event that is not what the log committed to, and
 * the next one fails; each such event raises the alarm. The newest events come from memory. Safe from any thread.
 */
public final class AlarmedReader implements LogReader {
    private final LogReader store;
    private final Feed feed;
    private final DamageAlarm damage;

    AlarmedReader(LogReader store, Feed feed, DamageAlarm damage) {
        this.store = store;
        this.feed = feed;
        this.damage = damage;
    }

    @Override
    public Future<Events> page(Page page) {
        return newestOrStored(page).map(damage::before);
    }

    /** As {@link #page}, damaged events with the others: for whoever looks for damage or must get past it. */
    public Future<Events> pageAsStored(Page page) {
        return newestOrStored(page).map(damage::with);
    }

    @Override
    public Future<Events> get(Get get) {
        return store.get(get).map(damage::before);
    }

    /** As {@link #get}, damaged events with the others. */
    public Future<Events> getAsStored(Get get) {
        return store.get(get).map(damage::with);
    }

    @Override
    public Future<Optional<StoredEvent>> find(UUID id) {
        return store.find(id).map(damage::whole);
    }

    @Override
    public Future<Long> position(long micros) {
        return store.position(micros);
    }

    @Override
    public Future<FetchedHashes> hashes(Hashes hashes) {
        return store.hashes(hashes);
    }

    private Future<Events> newestOrStored(Page page) {
        return feed.newest(page).compose(here -> here.map(events -> Future.succeededFuture(new Events(events)))
                .orElseGet(() -> store.page(page)));
    }
}
