package dev.evident.log;

import dev.evident.bus.StoreMessages.Append;
import dev.evident.bus.StoreMessages.Appended;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.log.Acknowledgements.Committed;
import dev.evident.log.AppendGroup.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One transaction for all who wait. An append joins the queue and holds a future; whenever the writer is free it takes
 * what waits, up to {@value #BATCH_EVENTS} events or {@value #BATCH_BYTES} bytes, and answers all of them together.
 * Under load the batches grow by themselves, so there is no timer.
 *
 * <p>The order that makes an acknowledgement true: commit and fsync, then the head file, then readers hear of it ({@code
 * onCommit}), then the producers are answered, batch after batch. The next batches are on their way to the record while
 * the head file is written for this one; what is committed before that is done waits for it. A refused batch fails its
 * own producers and leaves the head; any other failure is handed to {@code onFatal} once, and nothing is acknowledged
 * from then on.
 *
 * <p>Confined to the context of the store verticle.
 */
final class GroupCommit {
    private static final int BATCH_EVENTS = 10_000;
    private static final long BATCH_BYTES = 8L << 20;

    /** So many events are indexed when there is no index that should be near the end of the log. */
    private static final long NOT_FOLLOWING = Long.MAX_VALUE;

    private final Disk disk;
    private final Duplicates duplicates;
    private final Sealer sealer;
    private final StoreMeters meters;
    private final WriteHealth health;
    private final Limits limits;
    private final Consumer<Throwable> onFatal;
    private final Acknowledgements acknowledgements;

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final List<Promise<Void>> drains = new ArrayList<>();

    private long queuedEvents;
    private long queuedBytes;
    private long indexed = NOT_FOLLOWING;
    private long heldSince;
    private boolean held;
    private boolean draining;
    private boolean writing;
    private boolean failed;

    /**
     * How much may wait for the writer, and how far it may get ahead.
     *
     * @param events in the queue
     * @param bytes of their bodies
     * @param indexLag events that may be committed and not indexed; beyond that the writer waits, the queue fills and
     *     producers are told to come again
     */
    record Limits(long events, long bytes, long indexLag) {}

    /** Where a batch goes; both steps fail as {@link EventStore#append} does. */
    interface Disk {
        /** Commits the batch. */
        Future<Void> append(SealedBatch batch);

        /** Keeps the head of a committed batch outside the record, so that it may be acknowledged. Does not wait. */
        Future<Void> keepHead(SealedBatch batch);
    }

    GroupCommit(
            Disk disk,
            Duplicates duplicates,
            Sealer sealer,
            StoreMeters meters,
            WriteHealth health,
            Limits limits,
            Consumer<SealedBatch> onCommit,
            Consumer<Throwable> onFatal) {
        this.disk = disk;
        this.duplicates = duplicates;
        this.sealer = sealer;
        this.meters = meters;
        this.health = health;
        this.limits = limits;
        this.onFatal = onFatal;
        this.acknowledgements = new Acknowledgements(disk, meters, onCommit, this::fail, this::writeNext);
    }

    /** Queues the events, or fails at once when the queue is full. A queue that is empty takes any one append. */
    Future<Appended> add(Append append) {
        return add(append, List.of());
    }

    /**
     * Queues one event together with what it says is deleted, for the same transaction.
     *
     * @param targets whose {@code by} is not known yet
     */
    Future<Appended> redact(NewEvent event, List<Erasure> targets) {
        return add(new Append(List.of(event)), targets);
    }

    private Future<Appended> add(Append append, List<Erasure> erasures) {
        if (failed) {
            return Future.failedFuture(stopped());
        }
        int events = append.events().size();
        long bytes = append.bytes();
        boolean fits = queuedEvents + events <= limits.events && queuedBytes + bytes <= limits.bytes;
        if (!fits && !queue.isEmpty()) {
            meters.refused(events);
            return Future.failedFuture(
                    Problem.of(Kind.OVERLOADED, "The write queue is full; nothing was stored. Try again later.")
                            .with("retry_after", 1)
                            .exception());
        }
        Promise<Appended> promise = Promise.promise();
        queue.add(new Waiting(append, bytes, erasures, promise));
        queued(events, bytes);
        WriteHealth.Ticket ticket = health.came();
        promise.future().onComplete(answered -> health.answered(ticket));
        writeNext();
        return promise.future();
    }

    /** The index holds so many events; an index that is not following is not waited for. */
    void indexed(long events, boolean following) {
        indexed = following ? events : NOT_FOLLOWING;
        writeNext();
    }

    /** Whether the writer waits for the index. */
    boolean isHeld() {
        return held;
    }

    /** Completes when nothing waits and nothing is being written. */
    Future<Void> drain() {
        if (failed) {
            return Future.succeededFuture();
        }
        if (queue.isEmpty() && !writing) {
            return acknowledgements.all();
        }
        draining = true;
        Promise<Void> promise = Promise.promise();
        drains.add(promise);
        writeNext();
        return promise.future();
    }

    private void writeNext() {
        if (writing || failed || acknowledgements.isFull()) {
            return;
        }
        if (queue.isEmpty()) {
            acknowledgements.all().onComplete(done -> drained());
            return;
        }
        if (mustWait()) {
            return;
        }
        AppendGroup taken = take();
        writing = true;
        duplicates
                .admit(taken.appends(), sealer.now())
                .compose(admission -> write(admission, taken.erasures(admission, sealer.size())))
                .onComplete(written -> {
                    writing = false;
                    if (failed) {
                        taken.fail(stopped());
                    } else if (written.succeeded()) {
                        acknowledgements.add(taken, written.result());
                    } else if (written.cause() instanceof BatchRefusedException refused) {
                        health.refused(refused.problem());
                        taken.fail(refused.problem().exception());
                    } else {
                        fail(taken, written.cause());
                    }
                    writeNext();
                });
    }

    /** Writes what is new; what is not has been committed before. */
    private Future<Committed> write(Admission admission, List<Erasure> erasures) {
        if (admission.fresh().isEmpty()) {
            return Future.succeededFuture(new Committed(admission, null));
        }
        SealedBatch batch = sealer.seal(admission.fresh()).erasing(erasures);
        long started = System.nanoTime();
        return disk.append(batch).map(written -> {
            sealer.advance(batch);
            health.stored();
            meters.committed(batch.events().size(), System.nanoTime() - started);
            return new Committed(admission, batch);
        });
    }

    private boolean mustWait() {
        boolean tooFar = !draining && sealer.size() - indexed > limits.indexLag;
        if (tooFar != held) {
            held = tooFar;
            if (held) {
                heldSince = System.nanoTime();
            } else {
                meters.held(System.nanoTime() - heldSince);
            }
        }
        return held;
    }

    private AppendGroup take() {
        List<Waiting> taken = new ArrayList<>();
        int events = 0;
        long bytes = 0;
        for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
            events += next.append().events().size();
            bytes += next.bytes();
            if (!taken.isEmpty() && (events > BATCH_EVENTS || bytes > BATCH_BYTES)) {
                break;
            }
            taken.add(queue.remove());
            queued(-next.append().events().size(), -next.bytes());
        }
        return new AppendGroup(taken);
    }

    private void fail(AppendGroup taken, Throwable cause) {
        if (!failed) {
            failed = true;
            onFatal.accept(cause);
        }
        taken.fail(stopped());
        queue.forEach(waiting -> waiting.promise().fail(stopped()));
        queue.clear();
        drained();
    }

    private void drained() {
        drains.forEach(promise -> promise.complete());
        drains.clear();
    }

    private static RuntimeException stopped() {
        return Problem.of(
                        Kind.UNAVAILABLE,
                        "The store has failed and the service is ending; whether the events were stored is not known.")
                .exception();
    }

    private void queued(long events, long bytes) {
        queuedEvents += events;
        queuedBytes += bytes;
        meters.queued(queuedEvents);
    }
}
