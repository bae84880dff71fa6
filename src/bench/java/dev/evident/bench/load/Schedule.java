package dev.evident.bench.load;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Does something on a fixed schedule in a thread of its own, until it is closed. What comes late because the one before
 * took long is done at once, and its latency counts from when it was due: whoever is slow does not get less to do.
 * The first failure ends it, and {@link #finish} throws it.
 */
public final class Schedule implements AutoCloseable {
    private final int eventsPerStep;
    private final double interval;
    private final Step step;
    private final Histogram latencies = new Histogram(3);
    private final long start = System.nanoTime();
    private final Thread thread = new Thread(this::run, "schedule");
    private volatile boolean ending;
    private volatile @Nullable Exception failure;
    private long steps;
    private long end;

    private Schedule(double eventsPerSecond, int eventsPerStep, Step step) {
        this.eventsPerStep = eventsPerStep;
        this.interval = eventsPerSecond == 0 ? 0 : 1e9 * eventsPerStep / eventsPerSecond;
        this.step = step;
    }

    /** Sends the events of one step, and waits until they are acknowledged. */
    public interface Step {
        /** Does the step with this number, from 0. */
        void send(long number) throws Exception;
    }

    /**
     * Begins.
     *
     * @param eventsPerSecond the pace; 0 for as fast as it goes
     */
    public static Schedule start(double eventsPerSecond, int eventsPerStep, Step step) {
        Schedule schedule = new Schedule(eventsPerSecond, eventsPerStep, step);
        schedule.thread.start();
        return schedule;
    }

    /** When a step was due, as {@link System#nanoTime} counts. */
    public long due(long number) {
        return start + (long) (number * interval);
    }

    /** Ends after the step that is under way. */
    public LoadResult finish() throws IOException {
        close();
        Exception cause = failure;
        if (cause != null) {
            throw new IOException("the load failed", cause);
        }
        return new LoadResult(steps, steps * eventsPerStep, end - start, latencies);
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!ending) {
                long begin = interval == 0 ? System.nanoTime() : due(steps);
                for (long left = begin - System.nanoTime(); left > 0; left = begin - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                step.send(steps);
                latencies.recordValue(System.nanoTime() - begin);
                steps++;
            }
        } catch (Exception cause) {
            failure = cause;
        }
        end = System.nanoTime();
    }
}
