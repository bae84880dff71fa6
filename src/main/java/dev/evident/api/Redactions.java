package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.RedactionEvent;
import dev.evident.log.message.Redact;
import dev.evident.log.message.Redacted;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Redacts what matches, the oldest first: positions are found a bounded number at a time, and redacted by one event for
 * each {@value RedactionEvent#MOST} of them, each committed before the next one is asked for, so that what producers send
 * gets its turn. When the store or the index is busy it waits. Ends after a while although there is more, and what is done
 * is done: who asks again goes on, since what is redacted matches no more. For one request, on its event loop.
 */
final class Redactions {
    private static final int FOUND = 10 * RedactionEvent.MAX_TARGETS;
    private static final long AGAIN_MS = 200;

    private final Vertx vertx;
    private final Bus bus;
    private final Redact how;
    private final Cancellation cancellation;
    private final long deadline;
    private long count;
    private long events;

    /**
     * @param how the reason, actor, tenant and filter; its positions do not matter
     */
    Redactions(Vertx vertx, Bus bus, Redact how, Cancellation cancellation, Duration timeout) {
        this.vertx = vertx;
        this.bus = bus;
        this.how = how;
        this.cancellation = cancellation;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * What was done.
     *
     * @param count events redacted
     * @param events that the log has for it
     * @param complete whether nothing is left that matches
     */
    record Done(long count, long events, boolean complete) {}

    /** Redacts what matches these conditions. */
    Future<Done> run(Conditions conditions) {
        return bus.request(IndexMessages.SEARCH, new Search(conditions, true, FOUND, cancellation))
                .compose(hits -> redact(hits.seqs()).compose(whole -> {
                    if (!whole || !hits.more()) {
                        return Future.succeededFuture(new Done(count, events, whole));
                    }
                    long last = hits.seqs().get(hits.seqs().size() - 1);
                    return run(conditions.within(new SeqRange(last + 1, Long.MAX_VALUE)));
                }))
                .recover(failure -> later(failure, () -> run(conditions)));
    }

    /** Whether all of them are redacted; false when the time is over. */
    private Future<Boolean> redact(List<Long> seqs) {
        if (seqs.isEmpty()) {
            return Future.succeededFuture(true);
        }
        if (isOver()) {
            return Future.succeededFuture(false);
        }
        List<Long> some = seqs.subList(0, Math.min(RedactionEvent.MAX_TARGETS, seqs.size()));
        List<Long> others = seqs.subList(some.size(), seqs.size());
        return bus.request(
                        StoreMessages.REDACT, new Redact(some, how.reason(), how.actor(), how.tenant(), how.filter()))
                .onSuccess(this::add)
                .compose(done -> redact(others));
    }

    private void add(Redacted done) {
        count += done.count();
        events += done.by().isPresent() ? 1 : 0;
    }

    private boolean isOver() {
        return cancellation.isCancelled() || System.nanoTime() > deadline;
    }

    /** Busy is not failed: as long as there is time it is tried again, and then the response says what was done. */
    private Future<Done> later(Throwable failure, Supplier<Future<Done>> again) {
        boolean busy = failure instanceof ProblemException problem
                && (problem.problem().kind() == Kind.OVERLOADED
                        || problem.problem().kind() == Kind.INDEX_BEHIND);
        if (!busy || (isOver() && count == 0)) {
            return Future.failedFuture(failure);
        }
        if (isOver()) {
            return Future.succeededFuture(new Done(count, events, false));
        }
        Promise<Done> promise = Promise.promise();
        vertx.setTimer(AGAIN_MS, time -> again.get().onComplete(promise));
        return promise.future();
    }
}
