package dev.evident.log;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers senders strictly in the order of the commits: each group when the head of its batch is in the head file and all
 * groups before it have been acknowledged. After a failure no group is acknowledged.
 *
 * <p>Confined to the context of the log.
 */
final class Acknowledgements {

    /** Batches that are committed and not acknowledged; with more of them the writer waits for the head file. */
    private static final int MAX_WAITING = 2;

    private final Function<Batch, Future<Void>> keepHead;
    private final StoreMeters meters;
    private final Consumer<Batch> onCommit;
    private final BiConsumer<AppendGroup, Throwable> onFailure;
    private final Runnable writeNext;

    /** Completes when every group so far has been acknowledged. */
    private Future<Void> last = Future.succeededFuture();

    private int waiting;

    /**
     * For one writer.
     *
     * @param keepHead keeps the head of a committed batch outside the store, so that it may be acknowledged
     * @param onCommit hears of each batch before its senders do
     * @param onFailure told of each group that is not acknowledged, and why
     * @param writeNext starts the next batch if there is one and space for it
     */
    Acknowledgements(
            Function<Batch, Future<Void>> keepHead,
            StoreMeters meters,
            Consumer<Batch> onCommit,
            BiConsumer<AppendGroup, Throwable> onFailure,
            Runnable writeNext) {
        this.keepHead = keepHead;
        this.meters = meters;
        this.onCommit = onCommit;
        this.onFailure = onFailure;
        this.writeNext = writeNext;
    }

    /** Whether nothing further may be committed yet. */
    boolean isFull() {
        return waiting == MAX_WAITING;
    }

    /** Completes when every group so far has been acknowledged; fails when one of them is not. */
    Future<Void> all() {
        return last;
    }

    /**
     * Takes the next place in the order, and starts the next batch before it acknowledges. When the store is faster than this
     * thread, that batch is committed and comes here before {@code writeNext} has returned.
     */
    void add(AppendGroup group, DedupResult committed) {
        Future<Void> before = last;
        Promise<Void> done = Promise.promise();
        last = done.future();
        waiting++;
        Batch batch = committed.batch();
        Future<Void> kept = batch == null ? Future.succeededFuture() : keepHead.apply(batch);
        writeNext.run();
        before.compose(former -> kept)
                .map(head -> complete(group, committed))
                .onFailure(cause -> onFailure.accept(group, cause))
                .onComplete(done)
                .onComplete(ended -> {
                    waiting--;
                    writeNext.run();
                });
    }

    private @Nullable Void complete(AppendGroup group, DedupResult committed) {
        Batch batch = committed.batch();
        if (batch != null) {
            onCommit.accept(batch);
        }
        meters.duplicates(committed.duplicates());
        group.complete(committed);
        return null;
    }
}
