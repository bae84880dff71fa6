package dev.evident.index;

import dev.evident.event.StoredEvent;
import dev.evident.index.IndexDirectory.Opened;
import dev.evident.log.Backoff;
import dev.evident.log.Feed;
import dev.evident.log.Follower;
import dev.evident.log.Subscription;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.List;
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
final class Upkeep implements Follower {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    /** After this number of failures without a commit between them it is not worth opening the same index again. */
    private static final int MAX_FAILURES = 3;

    private final Feed feed;
    private final WorkerExecutor worker;
    private final Indexer.Builders builders;
    private final WorkerExecutor checker;
    private final WorkerExecutor committer;
    private final IndexDirectory directory;
    private final Progress progress;
    private final IndexMeters meters;
    private final Backoff retries;
    private final Backoff repairs;
    private final DamagedEvents damaged = new DamagedEvents();
    private final Promise<Void> known = Promise.promise();
    private Runnable advanced = () -> {};
    private Runnable offered = () -> {};

    private @Nullable LuceneIndex index;

    /** Exists once the record's size is known. */
    private @Nullable Subscription subscription;

    /** Exists once the index and the record are known to agree. */
    private @Nullable Indexer indexer;

    private boolean committing;
    private boolean checking;
    private int failures;
    private boolean stopped;

    Upkeep(
            Vertx vertx,
            Feed feed,
            WorkerExecutor worker,
            Indexer.Builders builders,
            WorkerExecutor checker,
            WorkerExecutor committer,
            IndexDirectory directory,
            Progress progress,
            IndexMeters meters) {
        this.feed = feed;
        this.worker = worker;
        this.builders = builders;
        this.checker = checker;
        this.committer = committer;
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

    /** Calls it whenever searches can see more events that are still being indexed. */
    void onOffer(Runnable listener) {
        offered = listener;
    }

    /** The index to search; none while it is replaced. */
    @Nullable
    LuceneIndex index() {
        return index;
    }

    /**
     * Opens the index and starts following. Done when the record's size is known; fails when the directory cannot be
     * used.
     *
     * @param anew whether an index that is there is thrown away
     */
    Future<Void> start(boolean anew) {
        return worker.executeBlocking(() -> anew ? directory.reopen(true) : directory.open())
                .compose(opened -> {
                    use(opened);
                    return known.future();
                });
    }

    /** Waits for the running page, commits and closes. Never fails: what is not committed is indexed again. */
    Future<Void> stop() {
        stopped = true;
        lose();
        return worker.<Void>executeBlocking(() -> {
                    directory.close();
                    return null;
                })
                .otherwise(failure -> {
                    log.warn("The search index could not be committed at the stop: {}", failure.toString());
                    return null;
                });
    }

    /** Makes what was indexed survive a crash, when there is something and it is not being done already. */
    void commit() {
        LuceneIndex current = index;
        if (committing || current == null || !current.hasUncommitted()) {
            return;
        }
        committing = true;
        commit(current).onComplete(done -> committing = false);
    }

    /** Makes what was indexed survive a crash, and says how many events the index then holds for sure. */
    Future<Long> commitNow() {
        LuceneIndex current = index;
        return current == null ? Future.failedFuture(progress.problem()) : commit(current);
    }

    private Future<Long> commit(LuceneIndex current) {
        return committer
                .executeBlocking(() -> {
                    long events = current.commit();
                    meters.bytes(current.bytes());
                    return events;
                })
                .onComplete(done -> {
                    if (done.succeeded()) {
                        failures = 0;
                        repairs.reset();
                    } else {
                        failed(current, done.cause());
                    }
                });
    }

    /** A search in an index failed: replaces the index, or finds out whether it is damaged. */
    void doubt(LuceneIndex searched, Throwable failure) {
        if (failure instanceof IOException || failure instanceof AlreadyClosedException) {
            failed(searched, failure);
        } else {
            check(searched);
        }
    }

    /** Compares checksums beside everything else, since a changed byte would hide events without a word. */
    private void check(LuceneIndex current) {
        if (checking || current != index) {
            return;
        }
        checking = true;
        checker.executeBlocking(() -> {
                    current.checkIntegrity();
                    return null;
                })
                .onComplete(checked -> {
                    checking = false;
                    if (checked.failed()) {
                        failed(current, checked.cause());
                    }
                });
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

    /** Finds out how long the record is, and follows it from the last event that the index has. */
    private void learn(LuceneIndex current) {
        feed.current().onComplete(answer -> {
            if (current != index) {
                return;
            }
            if (answer.failed()) {
                log.warn("The record cannot be read yet: {}", answer.cause().getMessage());
                retries.later(() -> learn(current));
                return;
            }
            retries.reset();
            long size = answer.result().size();
            if (current.next() > size) {
                refuse("it holds " + current.next() + " events, the record " + size);
                return;
            }
            if (current.next() == 0) {
                if (size > 0) {
                    meters.rebuilding();
                }
                agreed(current);
            }
            subscription = feed.follow(Math.max(0, current.next() - 1), this);
        });
    }

    @Override
    public String name() {
        return "index";
    }

    /** Compares the first event with the last one that the index has; the others are new. */
    @Override
    public Future<Void> accept(List<StoredEvent> events) {
        LuceneIndex current = index;
        if (current == null) {
            return Future.succeededFuture();
        }
        if (indexer != null) {
            return indexer.accept(damaged.emptied(events));
        }
        if (!current.lastId().equals(Optional.of(events.get(0).id()))) {
            refuse("it was made from another record");
            return Future.succeededFuture();
        }
        Indexer agreed = agreed(current);
        return events.size() == 1
                ? Future.succeededFuture()
                : agreed.accept(damaged.emptied(events.subList(1, events.size())));
    }

    private Indexer agreed(LuceneIndex current) {
        progress.known();
        Indexer next = new Indexer(
                current, worker, builders, progress, offered, advanced, failure -> failed(current, failure));
        indexer = next;
        known.tryComplete();
        check(current);
        return next;
    }

    private void refuse(String reason) {
        log.warn("The search index cannot be used: {}", reason);
        replace(true);
    }

    /** What the machine refused may work from the last commit on; what is damaged is made anew. */
    private void failed(LuceneIndex which, Throwable failure) {
        if (which != index) {
            return;
        }
        boolean anew = !Damage.isFullDisk(failure) && (Damage.isBehind(failure) || failures >= MAX_FAILURES);
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
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
        if (indexer != null) {
            indexer.stop();
            indexer = null;
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
