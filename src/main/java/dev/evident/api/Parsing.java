package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Where bodies are decompressed and parsed: small ones on the event loop, others on worker threads, in a queue of at most
 * {@value #MAX_WAITING}. A body whose sender has gone in the meantime is passed over. Confined to one event loop, the
 * queue being common to all of them.
 */
final class Parsing {
    /** Larger bodies are parsed on a worker thread; this many bytes take well under a millisecond. */
    private static final int MAX_INLINE_BYTES = 32 << 10;

    private static final int MAX_WAITING = 512;

    private final WorkerExecutor workers;
    private final AtomicInteger waiting;

    /** @param waiting counts the bodies in the queue, over all event loops */
    Parsing(WorkerExecutor workers, AtomicInteger waiting) {
        this.workers = workers;
        this.waiting = waiting;
    }

    /**
     * What the bytes of the body are; fails with what parsing throws.
     *
     * @param inline whether small bodies may be parsed on the event loop
     */
    <T> Future<T> run(Body body, boolean inline, Function<byte[], T> parse) {
        if (inline && body.coding() == ContentCoding.IDENTITY && body.sent().length <= MAX_INLINE_BYTES) {
            try {
                return Future.succeededFuture(parse.apply(body.sent()));
            } catch (RuntimeException refused) {
                return Future.failedFuture(refused);
            }
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(
                    Problem.of(Kind.OVERLOADED, "Too many bodies wait to be parsed. Try again later.")
                            .with("retry_after", 1)
                            .exception());
        }
        return workers.<T>executeBlocking(
                        () -> {
                            body.requireSender();
                            return parse.apply(body.plain());
                        },
                        false)
                .onComplete(done -> waiting.decrementAndGet());
    }

    /** What is made of many items; on a worker thread, so that no event loop waits for it. */
    <T> Future<T> later(Callable<T> work) {
        return workers.executeBlocking(work, false);
    }
}
