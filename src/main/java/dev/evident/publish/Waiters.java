package dev.evident.publish;

import dev.evident.bus.LogMessages.Signed;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Those who wait for a checkpoint that covers their event; bounded in number and time. For one context. */
final class Waiters {
    private static final int MAX_WAITING = 10_000;
    private static final int TIMEOUT_SECONDS = 3;

    private final Deque<Waiter> waiting = new ArrayDeque<>();

    private record Waiter(long size, Promise<Signed> promise) {}

    /**
     * A checkpoint of at least this number of leaves, when there is one; else the problem {@code unavailable}.
     *
     * @param hold why nothing is signed, asked when the time is over
     */
    Future<Signed> await(long size, Supplier<Optional<String>> hold) {
        waiting.removeIf(waiter -> waiter.promise.future().isComplete());
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture(Problem.of(Kind.OVERLOADED, "Too many wait for the next checkpoint.")
                    .with("retry_after", 1)
                    .exception());
        }
        Waiter waiter = new Waiter(size, Promise.promise());
        waiting.add(waiter);
        return waiter.promise
                .future()
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .recover(late -> {
                    waiter.promise.tryFail(late); // so that it is removed
                    return Future.failedFuture(Problem.of(
                                    Kind.UNAVAILABLE,
                                    "No checkpoint that covers the event was signed in time."
                                            + hold.get().map(why -> " " + why).orElse(" Try again."))
                            .with("retry_after", 1)
                            .exception());
                });
    }

    /** Completes those whose event is covered. */
    void release(Signed signed) {
        waiting.removeIf(waiter -> {
            boolean covered = waiter.size <= signed.head().size();
            if (covered) {
                waiter.promise.tryComplete(signed);
            }
            return covered;
        });
    }
}
