package dev.evident.backup;

import dev.evident.backup.Backup.Made;
import dev.evident.bus.BackupMessages;
import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.config.Configuration;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a backup in each period, as old as the newest one that is there says; with no directory configured, none. One that
 * fails is tried again, and is a matter for people: the service goes on. One instance, deployed after the store; a worker
 * verticle with a thread of its own for the work. Stopping ends a backup that is under way.
 */
public final class BackupVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(BackupVerticle.class);
    private static final long MAX_TICK_MS = 10_000;
    private static final Duration RETRY = Duration.ofMinutes(5);
    private static final int MAX_HOURS = 24;

    private final Configuration.Backup settings;
    private final Bus bus;
    private final Backup backup;
    private final Path directory;
    private final RegularBackups regular;
    private final Counter made;
    private final Counter failed;
    private volatile @Nullable Made last;
    private volatile String failure = "";
    private volatile boolean stopping;
    private Instant next = Instant.MAX;
    private Future<?> underWay = Future.succeededFuture();
    private @Nullable WorkerExecutor worker;

    /**
     * For one log.
     *
     * @param backup makes one
     * @param origin the log's name
     */
    public BackupVerticle(
            Configuration.Backup settings, Bus bus, Backup backup, String origin, MeterRegistry registry) {
        this.settings = settings;
        this.bus = bus;
        this.backup = backup;
        this.directory = settings.dir().orElse(Path.of(""));
        this.regular = new RegularBackups(directory, origin, settings.keep());
        this.made = counter(registry, "made");
        this.failed = counter(registry, "failed");
        Gauge.builder(
                        "evident.backup.last.timestamp.seconds",
                        () -> last == null ? 0 : last.time().toEpochMilli() / 1_000.0)
                .description("When the newest regular backup was begun, 0 for never")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "evident.backup.last.events",
                        () -> last == null ? 0 : last.head().size())
                .description("Events in the newest regular backup")
                .strongReference(true)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("evident.backups")
                .description("Regular backups since the start, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public Future<?> start() {
        bus.serve(BackupMessages.CHECK, request -> Future.succeededFuture(check()));
        if (settings.dir().isEmpty()) {
            return Future.succeededFuture();
        }
        WorkerExecutor thread = vertx.createSharedWorkerExecutor("evident-backup", 1, MAX_HOURS, TimeUnit.HOURS);
        worker = thread;
        underWay = thread.executeBlocking(regular::newest)
                .onSuccess(found -> {
                    last = found.orElse(null);
                    next = found.map(newest -> newest.time().plus(settings.every()))
                            .orElse(Instant.EPOCH);
                })
                .onFailure(unreadable -> failed(unreadable));
        vertx.setPeriodic(Math.min(MAX_TICK_MS, settings.every().toMillis()), tick -> tick(thread));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        return underWay.transform(ended -> worker == null ? Future.succeededFuture() : worker.close());
    }

    private void tick(WorkerExecutor thread) {
        Made newest = last;
        boolean ahead = newest != null && newest.time().isAfter(Instant.now().plus(settings.every()));
        if (!underWay.isComplete() || stopping || (Instant.now().isBefore(next) && !ahead)) {
            return;
        }
        underWay = thread.executeBlocking(() -> regular.make(backup, (unit, done, total) -> requireRunning()))
                .onSuccess(this::made)
                .onFailure(this::failed);
    }

    /** Called all the time while one is being made. */
    private void requireRunning() {
        if (stopping) {
            throw new CancellationException("the service stops");
        }
    }

    private void made(Made newest) {
        last = newest;
        failure = "";
        next = newest.time().plus(settings.every());
        made.increment();
        LOG.info(
                "A backup of {} events was made and verified in {}",
                newest.head().size(),
                directory);
    }

    private void failed(Throwable cause) {
        if (cause instanceof CancellationException) {
            return;
        }
        failure = String.valueOf(cause.getMessage());
        next = Instant.now().plus(settings.every().compareTo(RETRY) < 0 ? settings.every() : RETRY);
        failed.increment();
        LOG.error("The backup in {} was not made and is tried again: {}", directory, failure);
    }

    private Check check() {
        if (settings.dir().isEmpty()) {
            return Check.up("Regular backups are off (backup.dir).");
        }
        String newest = Optional.ofNullable(last)
                .map(found -> "The newest backup has " + found.head().size() + " events, of " + found.time() + ".")
                .orElse("There is no backup yet.");
        if (!failure.isEmpty()) {
            return Check.degraded(newest + " The last one was not made: " + failure);
        }
        Made found = last;
        boolean late = found != null
                && found.time().plus(settings.every().multipliedBy(2)).isBefore(Instant.now());
        return late ? Check.degraded(newest + " The next one is late.") : Check.up(newest);
    }
}
