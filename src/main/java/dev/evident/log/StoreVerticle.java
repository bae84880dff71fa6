package dev.evident.log;

import static dev.evident.bus.StoreMessages.APPEND;
import static dev.evident.bus.StoreMessages.CHECK;
import static dev.evident.bus.StoreMessages.COMMITTED;
import static dev.evident.bus.StoreMessages.NEWEST_TIME;
import static dev.evident.bus.StoreMessages.REDACT;
import static dev.evident.bus.StoreMessages.TREE_HEAD;

import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.StoreMessages.Committed;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.log.EventStore.Head;
import dev.evident.log.EventStore.Opened;
import dev.evident.log.Recovery.Recovered;
import dev.evident.merkle.TreeHead;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of the record. One instance; a worker verticle, since sealing and packing a large batch takes longer
 * than an event loop may be held. Reads are answered by a verticle of their own, {@link RecordReads}, which ends first.
 * Stopping finishes and answers what has been queued.
 */
public final class StoreVerticle extends VerticleBase {
    private static final long WATCH_MS = 1_000;

    private final EventStore store;
    private final GroupCommit.Limits limits;
    private final Duplicates duplicates;
    private final Bus bus;
    private final MeterRegistry registry;
    private final Consumer<Throwable> fatal;
    private final Settings settings;
    private final Recent recent = new Recent();
    private final DamageAlarm damage = new DamageAlarm();
    private volatile Head head = new Head(TreeHead.empty(), 0);
    private volatile boolean failed;
    private final WriteHealth health = new WriteHealth(System::nanoTime);
    private @Nullable GroupCommit commits;
    private @Nullable KeyExpiry expiry;
    private @Nullable HeadFile headFile;
    private @Nullable HeadKeeper headKeeper;

    /**
     * How it writes.
     *
     * @param headPath the file outside the store that keeps what was acknowledged
     * @param headMode how often it is written
     * @param queueEvents at most so many events wait for the writer
     * @param queueBytes at most so many bytes of bodies wait for the writer
     * @param indexLag at most so many events are committed and not indexed, while the index follows
     * @param dedupWindow how long the key of an event is remembered
     * @param clockLead how far the newest event may be ahead of the clock
     * @param clock what events get their times from
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
    }

    /**
     * A verticle over a store that it opens and closes.
     *
     * @param fatal told once when the outcome of a commit is not known; must end the process
     */
    public StoreVerticle(
            EventStore store, Settings settings, Bus bus, MeterRegistry registry, Consumer<Throwable> fatal) {
        this.store = store;
        this.settings = settings;
        this.limits = new GroupCommit.Limits(settings.queueEvents, settings.queueBytes, settings.indexLag);
        this.duplicates = new Duplicates(store::known, store::get, damage::forgedKey, settings.dedupWindow);
        this.bus = bus;
        this.registry = registry;
        this.fatal = fatal;
    }

    @Override
    public Future<?> start() {
        return new Recovery(vertx, store, settings.headPath)
                .open()
                .compose(recovered -> {
                    long newest = recovered.opened().micros();
                    headFile = recovered.headFile();
                    settings.clockLead.requireWithin(newest, settings.clock.instant());
                    serve(recovered);
                    return vertx.deployVerticle(new RecordReads(store, recent, damage, bus));
                })
                // Vert.x does not stop what did not start: it would end this verticle's threads, and then close the
                // store's pools on them, for which it waits for ever.
                .recover(refused -> stop().transform(closed -> Future.failedFuture(refused)));
    }

    @Override
    public Future<?> stop() {
        Future<Void> drained = commits == null ? Future.succeededFuture() : commits.drain();
        return drained.eventually(() -> expiry == null ? Future.succeededFuture() : expiry.stop())
                .eventually(store::close)
                .eventually(this::closeHeadFile);
    }

    private void serve(Recovered recovered) {
        Opened opened = recovered.opened();
        HeadKeeper heads = new HeadKeeper(vertx, recovered.headFile(), settings.headMode, this::failed);
        headKeeper = heads;
        head = opened.head();
        StoreMeters meters = new StoreMeters(
                registry,
                health,
                store::bytes,
                () -> head.size(),
                damage::count,
                () -> ClockLead.of(head.micros(), settings.clock.instant()));
        Sealer sealer = new Sealer(opened, settings.clock);
        GroupCommit group =
                new GroupCommit(disk(heads), duplicates, sealer, meters, health, limits, this::committed, this::failed);
        commits = group;
        KeyExpiry keys = new KeyExpiry(
                vertx, most -> store.forget(duplicates.forgottenBefore(sealer.now()), most), this::failed);
        expiry = keys;
        keys.start();
        vertx.setPeriodic(WATCH_MS, tick -> health.watch(isHeld()));
        bus.subscribe(IndexMessages.INDEXED, index -> group.indexed(index.events(), index.following()));
        bus.serve(APPEND, group::add);
        bus.serve(REDACT, new Redactor(vertx, store, damage, group, this::failed)::redact);
        bus.serve(TREE_HEAD, question -> Future.succeededFuture(head.tree()));
        bus.serve(NEWEST_TIME, question -> Future.succeededFuture(head.micros()));
        bus.serve(CHECK, question -> Future.succeededFuture(check()));
    }

    /** The record first, then the head file: what the head file has is in the record, whenever the process ends. */
    private GroupCommit.Disk disk(HeadKeeper heads) {
        return new GroupCommit.Disk() {
            @Override
            public Future<Void> append(SealedBatch batch) {
                return store.append(batch);
            }

            @Override
            public Future<Void> keepHead(SealedBatch batch) {
                return heads.committed(batch.tree());
            }
        };
    }

    private Future<Void> closeHeadFile() {
        if (headKeeper != null) {
            return headKeeper.close();
        }
        HeadFile opened = headFile;
        return opened == null
                ? Future.succeededFuture()
                : Future.future(closed -> {
                    try {
                        opened.close();
                        closed.complete();
                    } catch (IOException failure) {
                        closed.fail(failure);
                    }
                });
    }

    private void committed(SealedBatch batch) {
        head = batch.head();
        if (!batch.erasures().isEmpty()) {
            recent.clear();
        }
        recent.add(batch);
        bus.publish(COMMITTED, new Committed(head.tree()));
    }

    private void failed(Throwable cause) {
        failed = true;
        fatal.accept(cause);
    }

    private boolean isHeld() {
        return commits != null && commits.isHeld();
    }

    private Check check() {
        if (failed) {
            return Check.down("The store has failed; the process is ending.");
        }
        Check writing = health.check(isHeld());
        Optional<String> damaged = damage.text();
        if (writing != null && (writing.status() == Check.Status.DOWN || damaged.isEmpty())) {
            return writing;
        }
        if (damaged.isPresent()) {
            return Check.degraded(damaged.get());
        }
        Instant now = settings.clock.instant();
        return settings.clockLead.isExceeded(head.micros(), now)
                ? Check.degraded(settings.clockLead.describe(head.micros(), now))
                : Check.up(head.size() + " events." + (isHeld() ? " Writing waits for the search index." : ""));
    }
}
