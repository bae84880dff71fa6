package dev.evident.index;

import dev.evident.index.IndexDirectory.Opened;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an index of the record open: opens it, compares it with the record, has it followed, commits it, and replaces
 * it when it turns out to be damaged or of another record.
 *
 * <p>Confined to the event loop of its verticle; what blocks runs on the indexing worker, one thing after the other.
 */
final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    /** After so many failures without a commit between them it is not worth opening the same index again. */
    private static final int PATIENCE = 3;

    private final RecordReader record;
    private final WorkerExecutor worker;
    private final IndexDirectory directory;
    private final Progress progress;
    private final IndexMeters meters;
    private final Backoff retries;
    private final Backoff repairs;
    private final Promise<Void> known = Promise.promise();
    private Runnable advanced = () -> {};

    private @Nullable LuceneIndex index;

    /** Exists once the index and the record are known to agree. */
    private @Nullable Follower follower;

    private boolean committing;
    private boolean checking;
    private int failures;
    private boolean stopped;

    Upkeep(
            Vertx vertx,
            RecordReader record,
            WorkerExecutor worker,
            IndexDirectory directory,
            Progress progress,
            IndexMeters meters) {
        this.record = record;
        this.worker = worker;
        this.directory = directory;
        this.progress = progress;
        this.meters = meters;
        this.retries = new Backoff(vertx, 50, 5_000);
        this.repairs = new Backoff(vertx, 500, 60_000);
    }

    /** Calls it whenever more events are indexed, or the index was lost. */
    void onAdvance(Runnable listener) {
        advanced = listener;
    }

    /** The index to search; none while it is replaced. */
    @Nullable
    LuceneIndex index() {
        return index;
    }

    /**
     * Opens the index and starts following. Done when the record's size is known; fails when the directory cannot be
     * used.
     */
    Future<Void> start() {
        return worker.executeBlocking(directory::open).compose(opened -> {
            use(opened);
            return known.future();
        });
    }

    /** The record holds at least so many events. */
    void grown(long size) {
        progress.seen(size);
        if (follower != null) {
            follower.follow();
        }
    }

    /** Waits for the running page, commits and closes. */
    Future<Void> stop() {
        stopped = true;
        lose();
        return worker.executeBlocking(() -> {
            directory.close();
            return null;
        });
    }

    /** Makes what was indexed survive a crash, when there is something. */
    void commit() {
        LuceneIndex current = index;
        if (committing || current == null || !current.hasUncommitted()) {
            return;
        }
        committing = true;
        worker.executeBlocking(() -> {
                    current.commit();
                    return current.bytes();
                })
                .onComplete(done -> {
                    committing = false;
                    if (done.succeeded()) {
                        failures = 0;
                        repairs.reset();
                        meters.bytes(done.result());
                    } else {
                        failed(current, done.cause());
                    }
                });
    }

    /** A search in an index failed: replaces the index, or finds out whether it is damaged. */
    void doubt(LuceneIndex searched, Throwable failure) {
        if (failure instanceof IOException || failure instanceof AlreadyClosedException) {
            failed(searched, failure);
        } else if (searched == index && !checking) {
            checking = true;
            worker.executeBlocking(() -> {
                        searched.checkIntegrity();
                        return null;
                    })
                    .onComplete(checked -> {
                        checking = false;
                        if (checked.failed()) {
                            failed(searched, checked.cause());
                        }
                    });
        }
    }

    private void use(Opened opened) {
        if (stopped) {
            return;
        }
        index = opened.index();
        opened.rebuild().ifPresent(reason -> log.info("Starting an empty search index: {}", reason));
        progress.opened(opened.index().next(), opened.rebuild().isPresent());
        learn(opened.index());
    }

    /** Finds out how long the record is, and whether the index was made from it. */
    private void learn(LuceneIndex current) {
        record.size()
                .compose(size -> {
                    progress.seen(size);
                    return difference(current);
                })
                .onComplete(answer -> {
                    if (current != index) {
                        return;
                    }
                    if (answer.failed()) {
                        log.warn(
                                "The record cannot be read yet: {}",
                                answer.cause().getMessage());
                        retries.later(() -> learn(current));
                    } else if (answer.result().isPresent()) {
                        log.warn(
                                "The search index cannot be used: {}",
                                answer.result().get());
                        replace(true);
                    } else {
                        retries.reset();
                        agreed(current);
                    }
                });
    }

    /** Why the index cannot be one of this record. */
    private Future<Optional<String>> difference(LuceneIndex current) {
        long next = current.next();
        if (next == 0) {
            return Future.succeededFuture(Optional.empty());
        }
        if (next > progress.seen()) {
            return Future.succeededFuture(Optional.of("it holds " + next + " events, the record " + progress.seen()));
        }
        return record.id(next - 1)
                .map(id -> id.isPresent() && id.equals(current.lastId())
                        ? Optional.empty()
                        : Optional.of("it was made from another record"));
    }

    private void agreed(LuceneIndex current) {
        if (current.next() == 0 && progress.seen() > 0) {
            meters.rebuilding();
        }
        progress.known();
        Follower next =
                new Follower(current, record, worker, retries, progress, advanced, failure -> failed(current, failure));
        follower = next;
        known.tryComplete();
        next.follow();
    }

    /** What the machine refused may work from the last commit on; what is damaged is made anew. */
    private void failed(LuceneIndex which, Throwable failure) {
        if (which != index) {
            return;
        }
        boolean anew = Damage.isBehind(failure) || failures >= PATIENCE;
        log.error("The search index failed and is {}: {}", anew ? "made anew" : "opened again", failure.toString());
        replace(anew);
    }

    private void replace(boolean anew) {
        lose();
        progress.opened(0, true);
        advanced.run();
        if (failures++ == 0) {
            reopen(anew);
        } else {
            repairs.later(() -> reopen(anew));
        }
    }

    private void lose() {
        index = null;
        if (follower != null) {
            follower.stop();
            follower = null;
        }
    }

    private void reopen(boolean anew) {
        if (stopped) {
            return;
        }
        worker.executeBlocking(() -> directory.reopen(anew)).onComplete(opened -> {
            if (opened.succeeded()) {
                use(opened.result());
            } else {
                log.error(
                        "The search index cannot be opened: {}", opened.cause().toString());
                repairs.later(() -> reopen(anew));
            }
        });
    }
}
