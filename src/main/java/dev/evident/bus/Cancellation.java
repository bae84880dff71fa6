package dev.evident.bus;

/** Tells who works on a response that nobody waits for it any more. Thread-safe; once cancelled, for ever. */
public final class Cancellation {
    private volatile boolean cancelled;

    /** Nobody waits any more. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether the work is in vain. */
    public boolean isCancelled() {
        return cancelled;
    }
}
