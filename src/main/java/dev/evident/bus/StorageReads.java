package dev.evident.bus;

import static dev.evident.bus.StoreMessages.FIND;
import static dev.evident.bus.StoreMessages.GET;
import static dev.evident.bus.StoreMessages.GET_AS_STORED;
import static dev.evident.bus.StoreMessages.HASHES;
import static dev.evident.bus.StoreMessages.PAGE;
import static dev.evident.bus.StoreMessages.PAGE_AS_STORED;
import static dev.evident.bus.StoreMessages.POSITION;

import dev.evident.log.AlarmedReader;
import dev.evident.log.Feed;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Serves reads of an open log and wakes live tails. On an event loop, since reading waits in the store's own threads and what is left is to
 * pass responses on; on the writer's worker each read would wait for a thread to wake up on its way in and out, and behind
 * the batch that is being encoded. Deployed by {@link StorageVerticle}, so it ends before the store is closed.
 */
final class StorageReads extends VerticleBase {
    private final AlarmedReader reader;
    private final Feed feed;
    private final Bus bus;

    StorageReads(AlarmedReader reader, Feed feed, Bus bus) {
        this.reader = reader;
        this.feed = feed;
        this.bus = bus;
    }

    @Override
    public Future<?> start() {
        bus.serve(PAGE, reader::page);
        bus.serve(PAGE_AS_STORED, reader::pageAsStored);
        bus.serve(GET, reader::get);
        bus.serve(GET_AS_STORED, reader::getAsStored);
        bus.serve(FIND, reader::find);
        bus.serve(POSITION, reader::position);
        bus.serve(HASHES, reader::hashes);
        feed.follow(feed.size(), new TailWaker(bus));
        return Future.succeededFuture();
    }
}
