package dev.evident.index;

import io.vertx.core.WorkerExecutor;

/**
 * Has the index write what searches see in memory into files, beside everything else, while somebody searches. Confined to
 * the event loop of its verticle.
 */
final class Refresher {
    private final Upkeep upkeep;
    private final WorkerExecutor refreshing;
    private boolean busy;

    /** @param refreshing a worker of its own */
    Refresher(Upkeep upkeep, WorkerExecutor refreshing) {
        this.upkeep = upkeep;
        this.refreshing = refreshing;
    }

    /** To be called often. */
    void look() {
        LuceneIndex index = upkeep.index();
        if (busy || index == null || !index.isRefreshDue()) {
            return;
        }
        busy = true;
        refreshing
                .executeBlocking(() -> {
                    index.refresh();
                    return null;
                })
                .onComplete(done -> {
                    busy = false;
                    if (done.failed()) {
                        upkeep.doubt(index, done.cause());
                    }
                });
    }
}
