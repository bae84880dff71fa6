package dev.evident.index;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that redacted events leave the index's files, too. Searches do not find their content from the moment when
 * the index takes in the event that redacts them; here the segments that still hold it are written anew, one at a time
 * beside everything else, and the old files are let go of. A stop waits for that, for so long as a stop may take.
 *
 * <p>Confined to the event loop of its verticle; {@link #left} may be read from any thread.
 */
final class Purger {
    /** In seconds; a larger index may take longer, and is purged at the next start then. */
    private static final int LONGEST_FINISH = 5;

    private static final Logger log = LoggerFactory.getLogger(Purger.class);

    private final Upkeep upkeep;
    private final Progress progress;
    private final WorkerExecutor committing;
    private final WorkerExecutor purging;
    private final Runnable purged;
    private final Promise<Void> caughtUp = Promise.promise();
    private volatile long left;
    private Future<Void> underWay = Future.succeededFuture();
    private boolean finishing;

    /**
     * @param committing the worker on which commits are made
     * @param purging a worker of its own, since this may take minutes
     * @param purged called whenever content has gone from the index
     */
    Purger(Upkeep upkeep, Progress progress, WorkerExecutor committing, WorkerExecutor purging, Runnable purged) {
        this.upkeep = upkeep;
        this.progress = progress;
        this.committing = committing;
        this.purging = purging;
        this.purged = purged;
    }

    /** Events whose content searches do not find, and files still have. */
    long left() {
        return left;
    }

    /** To be called now and then. */
    void look() {
        LuceneIndex index = upkeep.index();
        if (!finishing && underWay.isComplete() && index != null) {
            underWay = purge(index, index.redactions()::isPurgeDue);
        }
    }

    /** To be called whenever more events are indexed, or the index was lost. */
    void advanced() {
        if (finishing && (!progress.isFollowing() || progress.indexed() >= progress.seen())) {
            caughtUp.tryComplete();
        }
    }

    /**
     * Purges what is left, before the index is closed: once it has taken in what the record has, if it is near to that.
     * Never fails; after {@value #LONGEST_FINISH} seconds it is done in any case, and the log says what is left.
     */
    Future<Void> finish() {
        LuceneIndex index = upkeep.index();
        if (index == null) {
            return Future.succeededFuture();
        }
        finishing = true;
        advanced();
        return caughtUp.future()
                .compose(there -> underWay)
                .compose(idle -> purge(index, index.redactions()::isAnyLeft))
                .timeout(LONGEST_FINISH, TimeUnit.SECONDS)
                .otherwise(late -> {
                    log.warn(
                            "{} before the stop; its files hold their content until the next start has purged it",
                            caughtUp.future().isComplete()
                                    ? "Redacted events could not be purged from the search index"
                                    : "The search index did not take in the newest events, which may redact others,");
                    return null;
                });
    }

    /** Whether there is something to do, asked on a worker. */
    private interface Due {
        boolean now() throws IOException;
    }

    private Future<Void> purge(LuceneIndex index, Due due) {
        return purging.executeBlocking(() -> {
                    left = index.redactions().left();
                    return due.now() && index.redactions().purge();
                })
                .compose(some -> some ? committing.executeBlocking(() -> commit(index)) : done(false))
                .compose(some -> some ? purging.executeBlocking(() -> letGo(index)) : done(false))
                .transform(done -> {
                    if (done.failed() && upkeep.index() == index) {
                        log.warn(
                                "Redacted events cannot be purged from the search index now: {}",
                                done.cause().toString());
                        upkeep.doubt(index, done.cause());
                    } else if (done.succeeded() && done.result()) {
                        purged.run();
                    }
                    return Future.succeededFuture();
                });
    }

    private static boolean commit(LuceneIndex index) throws IOException {
        index.commit();
        return true;
    }

    private boolean letGo(LuceneIndex index) throws IOException {
        index.refresh();
        left = index.redactions().left();
        return true;
    }

    private static Future<Boolean> done(boolean some) {
        return Future.succeededFuture(some);
    }
}
