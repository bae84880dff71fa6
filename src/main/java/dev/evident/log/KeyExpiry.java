package dev.evident.log;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes keys that are not looked for any more, a piece at a time, with pauses in between: a batch waits for one piece
 * at most, and no transaction is long. A piece that is refused is tried again later; keys that stay too long are never found
 * and cost their space alone.
 *
 * <p>Confined to the context that made it.
 */
final class KeyExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(KeyExpiry.class);

    /** Takes some milliseconds. */
    static final int PIECE = 5_000;

    private static final long PAUSE_MS = 100;
    private static final long ROUND_MS = TimeUnit.MINUTES.toMillis(10);

    private final Vertx vertx;
    private final IntFunction<Future<Integer>> remove;
    private final Consumer<Throwable> fatal;
    private Future<?> piece = Future.succeededFuture();
    private long timer;
    private boolean stopped;

    /**
     * To be started.
     *
     * @param remove removes up to a number of expired keys and returns how many; fails as an append does
     * @param fatal told when the outcome of a removal is not known
     */
    KeyExpiry(Vertx vertx, IntFunction<Future<Integer>> remove, Consumer<Throwable> fatal) {
        this.vertx = vertx;
        this.remove = remove;
        this.fatal = fatal;
    }

    void start() {
        next(PAUSE_MS);
    }

    /** Completes when no piece is under way any more. */
    Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return piece.otherwiseEmpty().mapEmpty();
    }

    private void next(long pauseMs) {
        if (!stopped) {
            timer = vertx.setTimer(pauseMs, due -> removeOne());
        }
    }

    private void removeOne() {
        piece = remove.apply(PIECE)
                .onSuccess(removed -> next(removed == PIECE ? PAUSE_MS : ROUND_MS))
                .onFailure(failure -> {
                    if (failure instanceof AppendException.Refused) {
                        LOG.warn("Expired keys could not be removed; trying again later: {}", failure.getMessage());
                        next(ROUND_MS);
                    } else {
                        fatal.accept(failure);
                    }
                });
    }
}
