package dev.evident.index;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that redacted events leave the index's files, too. Searches do not find their content from the moment when
 * the index takes in the event that redacts them; here the segments that still hold it are written anew, one at a time
 * beside everything else, and the old files are let go of.
 *
 * <p>Confined to the event loop of its verticle; {@link #left} may be read from any thread.
 */
final class Eraser {
    private static final Logger log = LoggerFactory.getLogger(Eraser.class);

    private final Upkeep upkeep;
    private final WorkerExecutor committing;
    private final WorkerExecutor erasing;
    private final Runnable erased;
    private volatile long left;
    private boolean busy;

    /**
     * @param committing the worker on which commits are made
     * @param erasing a worker of its own, since this may take minutes
     * @param erased called whenever content has gone from the index
     */
    Eraser(Upkeep upkeep, WorkerExecutor committing, WorkerExecutor erasing, Runnable erased) {
        this.upkeep = upkeep;
        this.committing = committing;
        this.erasing = erasing;
        this.erased = erased;
    }

    /** Events whose content searches do not find, and files still have. */
    long left() {
        return left;
    }

    /** To be called now and then. */
    void look() {
        LuceneIndex index = upkeep.index();
        if (busy || index == null) {
            return;
        }
        busy = true;
        erasing.executeBlocking(() -> {
                    left = index.toErase();
                    return index.isEraseDue() && index.erase();
                })
                .compose(some -> some ? committing.executeBlocking(() -> commit(index)) : done(false))
                .compose(some -> some ? erasing.executeBlocking(() -> letGo(index)) : done(false))
                .onComplete(done -> {
                    busy = false;
                    if (done.failed() && upkeep.index() == index) {
                        log.warn(
                                "Redacted events cannot be erased from the search index now: {}",
                                done.cause().toString());
                        upkeep.doubt(index, done.cause());
                    } else if (done.succeeded() && done.result()) {
                        erased.run();
                    }
                });
    }

    private static boolean commit(LuceneIndex index) throws IOException {
        index.commit();
        return true;
    }

    private boolean letGo(LuceneIndex index) throws IOException {
        index.refresh();
        left = index.toErase();
        return true;
    }

    private static Future<Boolean> done(boolean some) {
        return Future.succeededFuture(some);
    }
}
