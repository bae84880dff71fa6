package dev.evident.log;

import dev.evident.log.GroupCommit.Disk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers producers strictly in the order of the commits: each group when the head of its batch is kept and all groups
 * before it have been answered. After a failure no group is answered.
 *
 * <p>Confined to the context of the store verticle.
 */
final class Acknowledgements {

    /** So many batches may be committed and not acknowledged; then the writer waits for the head file. */
    private static final int MOST = 2;

    private final Disk disk;
    private final StoreMeters meters;
    private final Consumer<SealedBatch> onCommit;
    private final BiConsumer<AppendGroup, Throwable> onFailure;
    private final Runnable writeNext;

    /** Completes when every group so far has been answered. */
    private Future<Void> last = Future.succeededFuture();

    private int waiting;

    /** What is committed; no batch when all of it had been before. */
    record Committed(Admission admission, @Nullable SealedBatch batch) {}

    /**
     * For one writer.
     *
     * @param onCommit hears of each batch before its producers do
     * @param onFailure told of each group that is not answered, and why
     * @param writeNext starts the next batch if there is one and room for it
     */
    Acknowledgements(
            Disk disk,
            StoreMeters meters,
            Consumer<SealedBatch> onCommit,
            BiConsumer<AppendGroup, Throwable> onFailure,
            Runnable writeNext) {
        this.disk = disk;
        this.meters = meters;
        this.onCommit = onCommit;
        this.onFailure = onFailure;
        this.writeNext = writeNext;
    }

    /** Whether so many groups wait that nothing further may be committed. */
    boolean isFull() {
        return waiting == MOST;
    }

    /** Completes when every group so far has been answered; fails when one of them is not. */
    Future<Void> all() {
        return last;
    }

    /**
     * Takes the next place in the order, and starts the next batch before it answers. When the record is faster than this
     * thread, that batch is committed and comes here before {@code writeNext} has returned.
     */
    void add(AppendGroup group, Committed committed) {
        Future<Void> before = last;
        Promise<Void> done = Promise.promise();
        last = done.future();
        waiting++;
        SealedBatch batch = committed.batch;
        Future<Void> kept = batch == null ? Future.succeededFuture() : disk.keepHead(batch);
        writeNext.run();
        before.compose(former -> kept)
                .map(head -> tell(group, committed))
                .onFailure(cause -> onFailure.accept(group, cause))
                .onComplete(done)
                .onComplete(ended -> {
                    waiting--;
                    writeNext.run();
                });
    }

    private @Nullable Void tell(AppendGroup group, Committed committed) {
        SealedBatch batch = committed.batch;
        if (batch != null) {
            onCommit.accept(batch);
        }
        meters.duplicates(committed.admission.duplicates());
        group.answer(committed.admission, batch == null ? List.of() : batch.events());
        return null;
    }
}
