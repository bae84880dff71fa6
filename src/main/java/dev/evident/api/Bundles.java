package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.LogMessages;
import dev.evident.bus.LogMessages.KeysRequest;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.TreeHeadRequest;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Begins evidence bundles: events with all that is needed to check them without the service. */
final class Bundles {
    private final Bus bus;
    private final WorkerExecutor workers;

    Bundles(Bus bus, WorkerExecutor workers) {
        this.bus = bus;
        this.workers = workers;
    }

    /** How many events the log's tree holds now: what a bundle is made of is below, and its checkpoint covers that. */
    Future<Long> size() {
        return bus.request(StoreMessages.TREE_HEAD, new TreeHeadRequest()).map(TreeHead::size);
    }

    /**
     * A bundle under a checkpoint that covers a log of this size; waits for that a moment if need be.
     *
     * @param size as {@link #size} told it before the events were looked for
     * @param query the filters as they were asked for
     * @param who the name of the token that asks
     * @param written told after each part how many events there are so far
     */
    Future<PieceEncoder> begin(long size, @Nullable String query, String who, LongConsumer written) {
        return bus.request(LogMessages.CHECKPOINT, size).compose(signed -> bus.request(
                        LogMessages.KEYS, new KeysRequest())
                .map(keys -> new BundleEncoder(
                        bus, workers, new BundleFiles(query == null ? "" : query, who, signed, keys.list(), written))));
    }
}
