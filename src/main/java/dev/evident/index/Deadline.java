package dev.evident.index;

import dev.evident.bus.Cancellation;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.lucene.index.ExitableDirectoryReader.ExitingReaderException;
import org.jspecify.annotations.Nullable;

/**
 * Until when a question is worth being worked on: its time is not up and somebody waits for the answer. Work that runs
 * {@link #in} it and reads through a {@link CheckedReader} ends soon after it is no longer worth it, with the problem
 * {@code query-timeout}.
 *
 * <p>One thread works on a question at a time.
 */
final class Deadline {
    /** A look at the clock costs as much as looking at some ten documents. */
    private static final int STEPS_PER_LOOK = 4_096;

    private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

    private final LongSupplier nanoClock;
    private final long start;
    private final Duration limit;
    private final Cancellation cancellation;
    private int steps;

    /** From now on. */
    Deadline(Duration limit, Cancellation cancellation) {
        this(System::nanoTime, limit, cancellation);
    }

    Deadline(LongSupplier nanoClock, Duration limit, Cancellation cancellation) {
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
        this.limit = limit;
        this.cancellation = cancellation;
    }

    /** Something that reads the index. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** The deadline of the work that this thread does; none when it has none. */
    static @Nullable Deadline current() {
        return CURRENT.get();
    }

    /** Does the work on this thread, unless it is too late already. */
    <T> T in(Work<T> work) throws IOException {
        check();
        CURRENT.set(this);
        try {
            return work.run();
        } catch (ExitingReaderException overdue) {
            throw problem();
        } finally {
            CURRENT.remove();
        }
    }

    /** Whether to stop. */
    boolean isOver() {
        return cancellation.isCancelled() || nanoClock.getAsLong() - start >= limit.toNanos();
    }

    /** Stops the work when it is over. */
    void check() {
        if (isOver()) {
            throw problem();
        }
    }

    /** One small step was done; now and then it is checked. */
    void step() {
        if (++steps % STEPS_PER_LOOK == 0) {
            check();
        }
    }

    private ProblemException problem() {
        if (cancellation.isCancelled()) {
            return Problem.of(Kind.QUERY_TIMEOUT, "The query was cancelled.").exception();
        }
        return Problem.of(
                        Kind.QUERY_TIMEOUT,
                        "The query took longer than " + limit.toMillis()
                                + " ms and was stopped. Narrow it, for example by from and to or by a further field.")
                .with("retry_after", 1)
                .exception();
    }
}
