package dev.evident.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Ends the process at once when memory has run out: a thread that could not go on may have been an event loop or have
 * held what others wait for. The record is safe, since nothing is acknowledged before it is on the disk; the next start
 * recovers.
 *
 * <p>A program cannot switch on {@code -XX:+ExitOnOutOfMemoryError} for itself. So whoever hears of the error ends it:
 * threads that it ends, and the log, to which Netty, Vert.x and Lucene tell what they caught. What is caught and told to
 * nobody is left to a watch over the collector, as when there is not even memory to tell.
 */
public final class OutOfMemory {
    /** The exit status. */
    public static final int STATUS = 4;

    /** Causes that are looked through: a cycle of them ends too. */
    private static final int MAX_CAUSES = 20;

    private static final byte[] LAST_WORDS =
            ("evident: the memory has run out (OutOfMemoryError); stopping at once with exit code " + STATUS
                            + ". What was acknowledged is safe. Give it more heap (-Xmx), or lower"
                            + " api.max_inflight_bytes and store.queue_bytes\n")
                    .getBytes(US_ASCII);

    private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

    private OutOfMemory() {}

    /** Watches this JVM from now on. */
    public static void watch() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            check(failure);
            LoggerFactory.getLogger(OutOfMemory.class).error("Thread {} has ended", thread.getName(), failure);
        });
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            listen(context);
        }
        Thread collector = new Thread(OutOfMemory::watchCollector, "memory-watch");
        collector.setDaemon(true);
        collector.start();
    }

    /** Listens to whatever is logged there until the context is reset. */
    static void listen(LoggerContext context) {
        TurboFilter listener = new TurboFilter() {
            @Override
            public FilterReply decide(
                    @Nullable Marker marker,
                    Logger logger,
                    Level level,
                    @Nullable String format,
                    Object @Nullable [] parameters,
                    @Nullable Throwable failure) {
                check(failure);
                if (parameters != null
                        && parameters.length > 0
                        && parameters[parameters.length - 1] instanceof Throwable last) {
                    check(last);
                }
                return FilterReply.NEUTRAL;
            }
        };
        listener.setContext(context);
        listener.start();
        context.addTurboFilter(listener);
    }

    /** Does not return when this failure comes from a lack of memory. */
    public static void check(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof OutOfMemoryError) {
                end();
            }
            cause = cause.getCause();
        }
    }

    /** Takes no memory. */
    private static void end() {
        try {
            STDERR.write(LAST_WORDS);
        } catch (IOException unheard) {
            // the exit status says the same
        }
        Runtime.getRuntime().halt(STATUS);
    }

    /**
     * A heap that is full after each collection, with nearly all the time spent on collecting, is no better than one
     * that has run out: some collectors go on so for a long time.
     */
    private static void watchCollector() {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
                .filter(pool ->
                        pool.isUsageThresholdSupported()) // of the heap only those where what lives long is kept
                .toList();
        int choked = 0;
        long before = collected(collectors);
        long since = System.nanoTime();
        while (choked < Choked.TIMES) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Choked.PERIOD_MS));
            long now = System.nanoTime();
            long spent = collected(collectors);
            boolean busy = (spent - before) > TimeUnit.NANOSECONDS.toMillis(now - since) * Choked.TIME_PERCENT / 100;
            choked = busy && pools.stream().anyMatch(OutOfMemory::isFull) ? choked + 1 : 0;
            before = spent;
            since = now;
        }
        end();
    }

    /** When the collector counts as choked. */
    private static final class Choked {
        static final long PERIOD_MS = 2_000;
        static final int TIMES = 5;
        static final int TIME_PERCENT = 90;
        static final int FULL_PERCENT = 95;
    }

    private static boolean isFull(MemoryPoolMXBean pool) {
        MemoryUsage after = pool.getCollectionUsage();
        return after != null && after.getMax() > 0 && after.getUsed() > after.getMax() / 100 * Choked.FULL_PERCENT;
    }

    private static long collected(List<GarbageCollectorMXBean> collectors) {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }
}
