package dev.evident;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come to be. */
public final class Await {
    private static final long DEADLINE_SECONDS = 30;

    private Await() {}

    /** Returns as soon as the condition holds; fails when it does not within {@value #DEADLINE_SECONDS} seconds. */
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not after " + DEADLINE_SECONDS + " seconds: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
