package dev.evident.log;

import static dev.evident.bus.StoreMessages.FIND;
import static dev.evident.bus.StoreMessages.GET;
import static dev.evident.bus.StoreMessages.GET_AS_STORED;
import static dev.evident.bus.StoreMessages.HASHES;
import static dev.evident.bus.StoreMessages.PAGE;
import static dev.evident.bus.StoreMessages.PAGE_AS_STORED;
import static dev.evident.bus.StoreMessages.POSITION;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Page;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Answers reads of an open record. On an event loop, since reading waits in the store's own threads and what is left is
 * to pass answers on; on the writer's worker each read would wait for a thread to wake up on its way in and out, and
 * behind the batch that is being sealed. An answer ends before an event that is not what the log committed to; the next one
 * fails. Deployed by {@link StoreVerticle}, so it ends before the record is closed.
 */
final class RecordReads extends VerticleBase {
    private final EventStore store;
    private final Recent recent;
    private final DamageAlarm damage;
    private final Bus bus;

    RecordReads(EventStore store, Recent recent, DamageAlarm damage, Bus bus) {
        this.store = store;
        this.recent = recent;
        this.damage = damage;
        this.bus = bus;
    }

    @Override
    public Future<?> start() {
        bus.serve(PAGE, page -> page(page).map(damage::before));
        bus.serve(PAGE_AS_STORED, page -> page(page).map(damage::with));
        bus.serve(GET, get -> store.get(get).map(damage::before));
        bus.serve(GET_AS_STORED, get -> store.get(get).map(damage::with));
        bus.serve(FIND, id -> store.find(id).map(damage::whole));
        bus.serve(POSITION, store::position);
        bus.serve(HASHES, store::hashes);
        return Future.succeededFuture();
    }

    private Future<Events> page(Page page) {
        return recent.page(page)
                .map(here -> Future.succeededFuture(new Events(here)))
                .orElseGet(() -> store.page(page));
    }
}
