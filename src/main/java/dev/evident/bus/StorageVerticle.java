package dev.evident.bus;

import static dev.evident.bus.StoreMessages.APPEND;
import static dev.evident.bus.StoreMessages.CHECK;
import static dev.evident.bus.StoreMessages.NEWEST_TIME;
import static dev.evident.bus.StoreMessages.REDACT;
import static dev.evident.bus.StoreMessages.TREE_HEAD;

import dev.evident.log.Feed;
import dev.evident.log.Log;
import dev.evident.log.LogEnd;
import dev.evident.log.LogStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The storage verticle: the log over the event bus. One instance, a worker verticle. Reads are served by a verticle of
 * their own, {@link StorageReads}, which ends first. Stopping finishes and acknowledges what has been queued.
 */
public final class StorageVerticle extends VerticleBase {
    private final LogStore store;
    private final Log.Settings settings;
    private final Bus bus;
    private final MeterRegistry registry;
    private final Consumer<Throwable> fatal;
    private volatile @Nullable Log log;

    /**
     * A verticle over a store that it opens and closes.
     *
     * @param fatal told once when nothing may be acknowledged any more; must end the process
     */
    public StorageVerticle(
            LogStore store, Log.Settings settings, Bus bus, MeterRegistry registry, Consumer<Throwable> fatal) {
        this.store = store;
        this.settings = settings;
        this.bus = bus;
        this.registry = registry;
        this.fatal = fatal;
    }

    @Override
    public Future<?> start() {
        return Log.open(vertx, store, settings, registry, fatal).compose(opened -> {
            log = opened;
            serve(opened);
            return vertx.deployVerticle(new StorageReads(opened.reader(), opened.feed(), bus));
        });
    }

    /** What followers of the log get its events from; there is one once the verticle is deployed. */
    public Feed feed() {
        Log opened = log;
        if (opened == null) {
            throw new IllegalStateException("the log is not open");
        }
        return opened.feed();
    }

    @Override
    public Future<?> stop() {
        Log opened = log;
        return opened == null ? Future.succeededFuture() : opened.close();
    }

    private void serve(Log opened) {
        bus.subscribe(IndexMessages.INDEXED, index -> opened.indexed(index.events(), index.following()));
        bus.serve(APPEND, opened::append);
        bus.serve(REDACT, opened::redact);
        bus.serve(TREE_HEAD, request -> opened.feed().current().map(LogEnd::tree));
        bus.serve(NEWEST_TIME, request -> opened.feed().current().map(LogEnd::micros));
        bus.serve(CHECK, request -> Future.succeededFuture(check(opened)));
    }

    private static Check check(Log log) {
        return log.trouble()
                .map(trouble -> trouble.unusable() ? Check.down(trouble.detail()) : Check.degraded(trouble.detail()))
                .orElseGet(() -> Check.up(
                        log.end().size() + " events." + (log.isHeld() ? " Writing waits for the search index." : "")));
    }
}
