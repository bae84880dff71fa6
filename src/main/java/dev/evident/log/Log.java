package dev.evident.log;

import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.event.Timestamps;
import dev.evident.log.Recovery.Recovered;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Redact;
import dev.evident.log.message.Redacted;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The log of one process over an open store: appends, redactions and reads. The only writer of its store.
 *
 * <p>{@link #append} and {@link #redact} are called on the context that opened it, a worker's, since salting and encoding a
 * large batch takes longer than an event loop may be held; all else on any thread.
 */
public final class Log {
    private static final long WATCH_MS = 1_000;

    private final Vertx vertx;
    private final LogStore store;
    private final Settings settings;
    private final Consumer<Throwable> fatal;
    private final DamageAlarm damage = new DamageAlarm();
    private final WriteHealth health = new WriteHealth(System::nanoTime);
    private final HeadFileWriter heads;
    private final Appender appender;
    private final Redactor redactor;
    private final KeyExpiry expiry;
    private final Feed feed;
    private final long watch;

    /** The newest that is known. */
    private volatile LogEnd end;

    private volatile boolean failed;

    /**
     * How it writes.
     *
     * @param headPath the file outside the store that keeps what was acknowledged
     * @param headMode how often it is written
     * @param queueEvents events that may wait for the writer
     * @param queueBytes bytes of bodies that may wait for the writer
     * @param indexLag events that may be committed and not indexed, while the index follows
     * @param dedupWindow how long the key of an event is remembered
     * @param clockLead how far the newest event may be ahead of the clock
     * @param clock what clock lead and forgetting of keys go by; events get their times from the store
     */
    public record Settings(
            Path headPath,
            HeadFileMode headMode,
            long queueEvents,
            long queueBytes,
            long indexLag,
            Duration dedupWindow,
            ClockLead clockLead,
            InstantSource clock) {

        /** The same by the system's clock, however far the newest event is ahead of it. */
        public Settings(
                Path headPath,
                HeadFileMode headMode,
                long queueEvents,
                long queueBytes,
                long indexLag,
                Duration dedupWindow) {
            this(
                    headPath,
                    headMode,
                    queueEvents,
                    queueBytes,
                    indexLag,
                    dedupWindow,
                    ClockLead.unlimited(),
                    InstantSource.system());
        }

        private long windowMicros() {
            return dedupWindow.toNanos() / 1_000;
        }
    }

    private Log(
            Vertx vertx,
            LogStore store,
            Settings settings,
            Recovered recovered,
            MeterRegistry registry,
            Consumer<Throwable> fatal) {
        this.vertx = vertx;
        this.store = store;
        this.settings = settings;
        this.fatal = fatal;
        this.end = recovered.end();
        this.heads = new HeadFileWriter(vertx, recovered.headFile(), settings.headMode, this::fail);
        StoreMeters meters = new StoreMeters(
                registry,
                health,
                store::bytes,
                () -> end().size(),
                damage::count,
                () -> ClockLead.of(end().micros(), settings.clock.instant()));
        this.appender = new Appender(
                store,
                recovered.end().size(),
                settings.windowMicros(),
                damage::forgedKey,
                batch -> heads.committed(batch.end().tree()),
                meters,
                health,
                new Appender.Limits(settings.queueEvents, settings.queueBytes, settings.indexLag),
                this::committed,
                this::fail);
        this.redactor = new Redactor(vertx, store, damage, appender, this::fail);
        this.expiry = new KeyExpiry(vertx, max -> store.forget(forgottenBefore(), max), this::fail);
        expiry.start();
        this.feed = new Feed(
                vertx,
                recovered.end().size(),
                () -> store.current(end()).map(this::reached),
                page -> store.reader().page(page).map(damage::with),
                registry);
        store.follow(feed);
        this.watch = vertx.setPeriodic(WATCH_MS, tick -> health.watch(appender.isHeld()));
    }

    /**
     * Opens the store and compares it with the head file. Fails with a {@code StartException} when it must not be used; the
     * store is closed then.
     *
     * @param fatal told once when nothing may be acknowledged any more; must end the process
     */
    public static Future<Log> open(
            Vertx vertx, LogStore store, Settings settings, MeterRegistry registry, Consumer<Throwable> fatal) {
        return new Recovery(vertx, store, settings.headPath)
                .open()
                .compose(recovered -> {
                    try {
                        settings.clockLead.requireWithin(recovered.end().micros(), settings.clock.instant());
                    } catch (RuntimeException refused) {
                        return recovered.close().transform(closed -> Future.failedFuture(refused));
                    }
                    return Future.succeededFuture(new Log(vertx, store, settings, recovered, registry, fatal));
                })
                // Vert.x does not stop what did not start: it would end the caller's threads, and then close the
                // store's pools on them, for which it waits for ever.
                .recover(refused -> store.close().transform(closed -> Future.failedFuture(refused)));
    }

    /** Appends events; completes when they are committed and fsynced, in the store and in the head file. */
    public Future<Appended> append(Append append) {
        return appender.add(append);
    }

    /** Redacts all of the events or none, and appends the event that says so. */
    public Future<Redacted> redact(Redact redact) {
        return redactor.redact(redact);
    }

    /** Reads, damaged events left out or named as the alarm says. */
    public AlarmedReader reader() {
        return new AlarmedReader(store.reader(), feed, damage);
    }

    /** The committed events, for whoever follows them. */
    public Feed feed() {
        return feed;
    }

    /** The newest end of the log that is known; other nodes may have appended since. */
    public LogEnd end() {
        return end;
    }

    /** The index holds this number of events; an index that is not following is not waited for. */
    public void indexed(long events, boolean following) {
        appender.indexed(events, following);
    }

    /** Whether appends wait for the index. */
    public boolean isHeld() {
        return appender.isHeld();
    }

    /** What is wrong, the worst first; empty when all is well. */
    public Optional<Trouble> trouble() {
        if (failed) {
            return Optional.of(new Trouble(true, "The store has failed; the process is ending."));
        }
        Trouble writing = health.trouble(appender.isHeld());
        Optional<String> damaged = damage.text();
        if (writing != null && (writing.unusable() || damaged.isEmpty())) {
            return Optional.of(writing);
        }
        if (damaged.isPresent()) {
            return damaged.map(text -> new Trouble(false, text));
        }
        return settings.clockLead.isExceeded(end().micros(), settings.clock.instant())
                ? Optional.of(new Trouble(false, settings.clockLead.describe(end().micros(), settings.clock.instant())))
                : Optional.empty();
    }

    /** Finishes and acknowledges what is queued, then closes store and head file. */
    public Future<Void> close() {
        return appender.drain()
                .eventually(expiry::stop)
                .eventually(() -> {
                    vertx.cancelTimer(watch);
                    feed.close();
                    return store.close();
                })
                .eventually(heads::close);
    }

    private long forgottenBefore() {
        return Math.max(end().micros(), Timestamps.micros(settings.clock.instant())) - settings.windowMicros();
    }

    private void committed(Batch batch) {
        reached(batch.end());
        feed.committed(batch);
    }

    private synchronized LogEnd reached(LogEnd found) {
        if (found.size() > end.size()) {
            end = found;
        }
        return found;
    }

    private void fail(Throwable cause) {
        failed = true;
        fatal.accept(cause);
    }
}
