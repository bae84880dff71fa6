package dev.evident.log;

import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.log.AppendGroup.Waiting;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One transaction for all who wait. An append joins the queue and holds a future; whenever the writer is free it takes
 * what waits, up to {@value #BATCH_EVENTS} events or {@value #BATCH_BYTES} bytes, and acknowledges all of them together.
 * Under load the batches grow by themselves, so there is no timer.
 *
 * <p>Salts, contents and the bytes at rest are made when an append joins the queue, while the batch before it is written.
 *
 * <p>The order that makes an acknowledgement true: commit and fsync, then the head file, then readers hear of it ({@code
 * onCommit}), then the senders hear of it, batch after batch. The next batches are on their way to the store while
 * the head file is written for this one; what is committed before that is done waits for it. A refused batch fails its
 * own senders and leaves the log as it was; a fatal failure is handed to {@code onFatal} once, and nothing is acknowledged
 * from then on.
 *
 * <p>Confined to the context of the log.
 */
final class Appender {
    private static final int BATCH_EVENTS = 10_000;
    private static final long BATCH_BYTES = 8L << 20;

    /** The events that are indexed when there is no index that should be near the end of the log. */
    private static final long NOT_FOLLOWING = Long.MAX_VALUE;

    private final LogStore store;
    private final long windowMicros;
    private final LongConsumer forged;
    private final PreparedEvent.Salts salts = new PreparedEvent.Salts();
    private final StoreMeters meters;
    private final WriteHealth health;
    private final Limits limits;
    private final Consumer<Throwable> onFatal;
    private final Acknowledgements acknowledgements;

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final List<Promise<Void>> drains = new ArrayList<>();

    /** Of the log, by the last batch of this process. */
    private long size;

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
     *     senders are told to come again
     */
    record Limits(long events, long bytes, long indexLag) {}

    /**
     * For an open store.
     *
     * @param size of the log as it was opened
     * @param windowMicros how long a key is remembered
     * @param forged told of an event that the store names for a key which it does not have
     * @param keepHead keeps the head of a committed batch outside the store
     * @param onCommit hears of each batch before its senders do
     */
    Appender(
            LogStore store,
            long size,
            long windowMicros,
            LongConsumer forged,
            Function<Batch, Future<Void>> keepHead,
            StoreMeters meters,
            WriteHealth health,
            Limits limits,
            Consumer<Batch> onCommit,
            Consumer<Throwable> onFatal) {
        this.store = store;
        this.size = size;
        this.windowMicros = windowMicros;
        this.forged = forged;
        this.meters = meters;
        this.health = health;
        this.limits = limits;
        this.onFatal = onFatal;
        this.acknowledgements = new Acknowledgements(keepHead, meters, onCommit, this::fail, this::writeNext);
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
        queue.add(new Waiting(prepared(append.events()), append.together(), bytes, erasures, promise));
        queued(events, bytes);
        WriteHealth.Ticket ticket = health.came();
        promise.future().onComplete(done -> health.answered(ticket));
        writeNext();
        return promise.future();
    }

    private List<PreparedEvent> prepared(List<NewEvent> events) {
        List<PreparedEvent> prepared = new ArrayList<>(events.size());
        events.forEach(event -> prepared.add(salts.prepare(event, store.encode(event))));
        return prepared;
    }

    /** The index holds this number of events; an index that is not following is not waited for. */
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
        long started = System.nanoTime();
        append(new BatchSequencer(taken, windowMicros, get -> store.reader().get(get), forged))
                .onComplete(written -> {
                    writing = false;
                    if (failed) {
                        taken.fail(stopped());
                    } else if (written.succeeded()) {
                        committed(written.result().batch(), started);
                        acknowledgements.add(taken, written.result());
                    } else if (written.cause() instanceof AppendException.Refused refused) {
                        health.refused(refused.problem());
                        taken.fail(refused.problem().exception());
                    } else if (written.cause() instanceof AppendException.Unknown) {
                        health.refused(UNKNOWN);
                        taken.fail(UNKNOWN.exception());
                    } else {
                        fail(taken, written.cause());
                    }
                    writeNext();
                });
    }

    private Future<DedupResult> append(BatchSequencer sequencer) {
        return store.append(sequencer)
                .recover(failure -> failure instanceof AppendException.IdTaken
                        ? store.append(sequencer.withIds())
                        : Future.failedFuture(failure));
    }

    private void committed(@Nullable Batch batch, long started) {
        if (batch != null) {
            size = batch.end().size();
            health.stored();
            meters.committed(batch.events().size(), System.nanoTime() - started);
        }
    }

    private boolean mustWait() {
        boolean tooFar = !draining && size - indexed > limits.indexLag;
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
            events += next.events().size();
            bytes += next.bytes();
            if (!taken.isEmpty() && (events > BATCH_EVENTS || bytes > BATCH_BYTES)) {
                break;
            }
            taken.add(queue.remove());
            queued(-next.events().size(), -next.bytes());
        }
        return new AppendGroup(taken);
    }

    private void fail(AppendGroup taken, Throwable cause) {
        if (!failed) {
            failed = true;
            onFatal.accept(cause instanceof AppendException.Fatal ? cause.getCause() : cause);
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

    private static final Problem UNKNOWN = Problem.of(
                    Kind.UNAVAILABLE,
                    "The connection to the store was lost during a commit; whether the events were stored is not known."
                            + " Sending again is safe with a dedup_key.")
            .with("retry_after", 1);

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
