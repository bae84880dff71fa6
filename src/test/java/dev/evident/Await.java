package dev.evident;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must come to be. */
public final class Await {
    private static final long DEADLINE_SECONDS = 30;

    private Await() {}

    /** Returns as soon as the condition holds; fails when it does not within {@value #DEADLINE_SECONDS} seconds. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, DEADLINE_SECONDS, condition);
    }

    /** The same with another deadline, and with what there is to say when it has passed. */
    public static void until(Supplier<String> what, long deadlineSeconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(deadlineSeconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not after " + deadlineSeconds + " seconds: " + what.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
