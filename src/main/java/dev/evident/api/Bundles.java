package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.LogMessages;
import dev.evident.bus.LogMessages.KeysQuestion;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.TreeHeadQuestion;
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

    /**
     * A bundle under a checkpoint that covers everything the log holds now; waits for that a moment if need be.
     *
     * @param query the filters as they were asked for
     * @param written told after each part how many events there are so far
     */
    Future<PieceEncoder> begin(@Nullable String query, LongConsumer written) {
        return bus.request(StoreMessages.TREE_HEAD, new TreeHeadQuestion())
                .compose(head -> bus.request(LogMessages.CHECKPOINT, head.size()))
                .compose(signed -> bus.request(LogMessages.KEYS, new KeysQuestion())
                        .map(keys -> new BundleEncoder(
                                bus,
                                workers,
                                new BundleFiles(query == null ? "" : query, signed, keys.list(), written))));
    }
}
