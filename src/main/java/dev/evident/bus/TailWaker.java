package dev.evident.bus;

import dev.evident.event.StoredEvent;
import dev.evident.log.Follower;
import dev.evident.log.message.Committed;
import io.vertx.core.Future;
import java.util.List;

/** Follows the log for the live tails of all event loops, and tells them how far they may read. */
final class TailWaker implements Follower {
    private final Bus bus;

    TailWaker(Bus bus) {
        this.bus = bus;
    }

    @Override
    public String name() {
        return "tails";
    }

    @Override
    public Future<Void> accept(List<StoredEvent> events) {
        bus.publish(
                StoreMessages.COMMITTED,
                new Committed(events.get(events.size() - 1).seq() + 1));
        return Future.succeededFuture();
    }
}
