package dev.evident.index;

import dev.evident.bus.Bus;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Indexed;
import dev.evident.bus.StatsMessages;
import dev.evident.log.Feed;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The search index as a verticle: it follows the record from the events it already holds and answers {@link
 * IndexMessages}. Deploy exactly one instance, on an event loop, after the store; the directory belongs to it alone.
 *
 * <p>Its start is done when the index is open and the record's size is known, or after the time a question may wait
 * when the store does not answer. It fails when the directory cannot be used or another process has it open. A missing,
 * damaged or outdated index is no failure: it is made anew from the record while the service runs.
 */
public final class IndexVerticle extends VerticleBase {
    /** A merge may hold up indexing for a while; beyond this a blocked thread is worth a warning. */
    private static final long LONGEST_PAGE_SECONDS = 120;

    private static final long LONGEST_CHECK_HOURS = 1;

    /** Each holds some 50 MB while it makes a block. */
    private static final int MAX_BUILDERS = 4;

    private static final long PURGE_EVERY_MS = 1_000;

    private static final long REFRESH_EVERY_MS = 50;

    private final Bus bus;
    private final Feed feed;
    private final Path directory;
    private final MeterRegistry registry;
    private final IndexSettings settings;
    private final boolean anew;

    private @Nullable Running running;

    public IndexVerticle(Bus bus, Feed feed, Path directory, MeterRegistry registry) {
        this(bus, feed, directory, registry, IndexSettings.DEFAULT);
    }

    public IndexVerticle(Bus bus, Feed feed, Path directory, MeterRegistry registry, IndexSettings settings) {
        this(bus, feed, directory, registry, settings, false);
    }

    /**
     * An index that follows the record.
     *
     * @param directory belongs to it alone
     * @param anew whether what is in the directory is thrown away at the start
     */
    public IndexVerticle(
            Bus bus, Feed feed, Path directory, MeterRegistry registry, IndexSettings settings, boolean anew) {
        this.bus = bus;
        this.feed = feed;
        this.directory = directory;
        this.registry = registry;
        this.settings = settings;
        this.anew = anew;
    }

    /** What exists between start and stop. */
    private record Running(Upkeep upkeep, Purger purger, IndexMeters meters, List<WorkerExecutor> workers) {}

    @Override
    public Future<?> start() {
        WorkerExecutor indexing =
                vertx.createSharedWorkerExecutor("evident-index", 1, LONGEST_PAGE_SECONDS, TimeUnit.SECONDS);
        int processors = Runtime.getRuntime().availableProcessors();
        int builders = Math.min(MAX_BUILDERS, processors);
        WorkerExecutor building = vertx.createSharedWorkerExecutor("evident-index-build", builders);
        WorkerExecutor searching = vertx.createSharedWorkerExecutor("evident-search", processors);
        WorkerExecutor counting = vertx.createSharedWorkerExecutor("evident-stats", Math.max(1, processors / 2));
        WorkerExecutor checking =
                vertx.createSharedWorkerExecutor("evident-index-check", 1, LONGEST_CHECK_HOURS, TimeUnit.HOURS);
        WorkerExecutor purging =
                vertx.createSharedWorkerExecutor("evident-index-purge", 1, LONGEST_CHECK_HOURS, TimeUnit.HOURS);
        WorkerExecutor refreshing = vertx.createSharedWorkerExecutor("evident-index-refresh", 1);
        WorkerExecutor committing = vertx.createSharedWorkerExecutor("evident-index-commit", 1);
        Progress progress = new Progress(feed::size);
        IndexMeters meters = new IndexMeters(registry, progress);
        Upkeep upkeep = new Upkeep(
                vertx,
                feed,
                indexing,
                new Indexer.Builders(building, builders),
                checking,
                committing,
                new IndexDirectory(directory),
                progress,
                meters);
        Searches searches = new Searches(
                new Lane("searches", Searches.MAX_SEARCHES, vertx, searching, feed, upkeep, progress, meters, settings),
                new Lane("counts", Searches.MAX_COUNTS, vertx, counting, feed, upkeep, progress, meters, settings),
                settings.queryTimeout());
        Purger purger = new Purger(upkeep, progress, committing, purging, searches::forget);
        Refresher refresher = new Refresher(upkeep, refreshing);
        meters.purging(purger::left);
        upkeep.onOffer(searches::advanced);
        upkeep.onAdvance(() -> {
            searches.advanced();
            purger.advanced();
            bus.publish(IndexMessages.INDEXED, new Indexed(progress.indexed(), progress.isFollowing()));
        });
        running = new Running(
                upkeep,
                purger,
                meters,
                List.of(searching, counting, checking, purging, refreshing, committing, building, indexing));

        bus.serve(IndexMessages.SEARCH, searches::answer);
        bus.serve(StatsMessages.STATS, searches::answer);
        bus.serve(IndexMessages.COMMIT, question -> upkeep.commitNow());
        bus.serve(IndexMessages.CHECK, question -> Future.succeededFuture(progress.check()));
        vertx.setPeriodic(settings.commitEvery().toMillis(), timer -> upkeep.commit());
        vertx.setPeriodic(PURGE_EVERY_MS, timer -> purger.look());
        vertx.setPeriodic(REFRESH_EVERY_MS, timer -> refresher.look());
        return atMost(upkeep.start(anew)).recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        return close();
    }

    /** Done when it is done, or when a question would not have waited any longer. */
    private Future<Void> atMost(Future<Void> started) {
        Promise<Void> first = Promise.promise();
        long timer = vertx.setTimer(settings.longestWait().toMillis(), expired -> first.tryComplete());
        started.onComplete(done -> {
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                first.tryComplete();
            } else {
                first.tryFail(done.cause());
            }
        });
        return first.future();
    }

    private Future<Void> close() {
        Running closing = running;
        running = null;
        if (closing == null) {
            return Future.succeededFuture();
        }
        return closing.purger.finish().eventually(closing.upkeep::stop).eventually(() -> {
            closing.meters.close();
            return Future.join(
                    closing.workers.stream().map(WorkerExecutor::close).toList());
        });
    }
}
