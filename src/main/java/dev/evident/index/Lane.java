package dev.evident.index;

import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import dev.evident.log.Feed;
import dev.evident.log.LogEnd;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions of one kind once every event can be seen that was in the record when they arrived. They wait
 * here, bounded in number and time, and are then carried out on a worker of their own, so that those of another kind do
 * not wait for them. Confined to the event loop of its verticle.
 */
final class Lane {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final String plural;
    private final int most;
    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final Feed feed;
    private final Upkeep upkeep;
    private final Progress progress;
    private final IndexMeters meters;
    private final long longestWaitMillis;

    /** In the order of their arrival, so that none waits for less than the one before it. */
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private int open;

    /**
     * An empty lane.
     *
     * @param plural what the questions are called when one is refused
     * @param most so many may wait or be answered; more are refused
     * @param worker carries them out
     */
    Lane(
            String plural,
            int most,
            Vertx vertx,
            WorkerExecutor worker,
            Feed feed,
            Upkeep upkeep,
            Progress progress,
            IndexMeters meters,
            IndexSettings settings) {
        this.plural = plural;
        this.most = most;
        this.vertx = vertx;
        this.worker = worker;
        this.feed = feed;
        this.upkeep = upkeep;
        this.progress = progress;
        this.meters = meters;
        this.longestWaitMillis = settings.longestWait().toMillis();
    }

    /** What is done once {@code target} events can be seen. */
    interface Work<T> {
        T in(LuceneIndex index, long target) throws IOException;
    }

    /** A question that waits until {@code target} events can be seen. */
    private record Waiting(long target, long timer, Promise<Void> reached) {}

    /** Answers, or fails with the problems {@code index-behind} or {@code overloaded} or the one that the work has. */
    <T> Future<T> answer(Work<T> work) {
        if (open >= most) {
            return Future.failedFuture(Problem.of(
                            Problem.Kind.OVERLOADED, "Too many " + plural + " are waiting already. Try again shortly.")
                    .with("retry_after", 1)
                    .exception());
        }
        if (progress.cannotAnswer()) {
            return Future.failedFuture(progress.problem());
        }
        open++;
        long arrived = System.nanoTime();
        return feed.current()
                .map(LogEnd::size)
                .compose(target -> reached(target).compose(reached -> work(work, target)))
                .onComplete(done -> {
                    open--;
                    meters.searched(System.nanoTime() - arrived);
                });
    }

    /** Lets those go on whose events can be seen; fails all when the index was lost. */
    void advanced() {
        boolean lost = progress.cannotAnswer();
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            if (!lost && next.target > progress.searchable()) {
                return;
            }
            waiting.remove();
            vertx.cancelTimer(next.timer);
            if (lost) {
                next.reached.fail(progress.problem());
            } else {
                next.reached.complete();
            }
        }
    }

    private Future<Void> reached(long target) {
        if (target <= progress.searchable()) {
            return Future.succeededFuture();
        }
        Promise<Void> reached = Promise.promise();
        long timer = vertx.setTimer(longestWaitMillis, expired -> {
            waiting.removeIf(one -> one.reached == reached);
            reached.tryFail(progress.problem());
        });
        waiting.add(new Waiting(target, timer, reached));
        return reached.future();
    }

    private <T> Future<T> work(Work<T> work, long target) {
        LuceneIndex index = upkeep.index();
        if (index == null) {
            return Future.failedFuture(progress.problem());
        }
        return worker.executeBlocking(() -> work.in(index, target), false)
                .recover(failure -> Future.failedFuture(explain(index, failure)));
    }

    private Throwable explain(LuceneIndex index, Throwable failure) {
        if (failure instanceof ProblemException) {
            return failure;
        }
        upkeep.doubt(index, failure);
        if (progress.cannotAnswer()) {
            return progress.problem();
        }
        log.error("One of the {} failed", plural, failure);
        return Problem.of(Problem.Kind.INTERNAL, "The search failed.").exception();
    }
}
