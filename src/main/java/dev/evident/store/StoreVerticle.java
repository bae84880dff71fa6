package dev.evident.store;

import static dev.evident.bus.StoreMessages.APPEND;
import static dev.evident.bus.StoreMessages.CHECK;
import static dev.evident.bus.StoreMessages.COMMITTED;
import static dev.evident.bus.StoreMessages.FIND;
import static dev.evident.bus.StoreMessages.GET;
import static dev.evident.bus.StoreMessages.PAGE;
import static dev.evident.bus.StoreMessages.POSITION;

import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.StoreMessages.Committed;
import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.store.EventStore.Head;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of the record, and its readers. One instance; a worker verticle, since sealing and packing a large
 * batch takes longer than an event loop may be held. Stopping finishes and answers what has been queued.
 */
public final class StoreVerticle extends VerticleBase {
    private final EventStore store;
    private final GroupCommit.Limits limits;
    private final Bus bus;
    private final MeterRegistry registry;
    private final Consumer<Throwable> fatal;
    private final Recent recent = new Recent();
    private volatile Head head = new Head(0, 0);
    private volatile boolean failed;
    private @Nullable GroupCommit commits;

    /**
     * A verticle over a store that it opens and closes.
     *
     * @param queueEvents at most so many events wait for the writer
     * @param queueBytes at most so many bytes of bodies wait for the writer
     * @param indexLag at most so many events are committed and not indexed, while the index follows
     * @param fatal told once when the outcome of a commit is not known; must end the process
     */
    public StoreVerticle(
            EventStore store,
            long queueEvents,
            long queueBytes,
            long indexLag,
            Bus bus,
            MeterRegistry registry,
            Consumer<Throwable> fatal) {
        this.store = store;
        this.limits = new GroupCommit.Limits(queueEvents, queueBytes, indexLag);
        this.bus = bus;
        this.registry = registry;
        this.fatal = fatal;
    }

    @Override
    public Future<?> start() {
        return store.open().onSuccess(this::serve);
    }

    @Override
    public Future<?> stop() {
        Future<Void> drained = commits == null ? Future.succeededFuture() : commits.drain();
        return drained.eventually(store::close);
    }

    private void serve(Head opened) {
        head = opened;
        StoreMeters meters = new StoreMeters(registry, store::bytes, () -> head.size());
        Sealer sealer = new Sealer(opened, InstantSource.system());
        GroupCommit group = new GroupCommit(store, sealer, meters, limits, this::committed, this::failed);
        commits = group;
        bus.subscribe(IndexMessages.INDEXED, index -> group.indexed(index.events(), index.following()));
        bus.serve(APPEND, group::add);
        bus.serve(PAGE, this::page);
        bus.serve(GET, store::get);
        bus.serve(FIND, store::find);
        bus.serve(POSITION, store::position);
        bus.serve(CHECK, question -> Future.succeededFuture(check()));
    }

    private Future<Events> page(Page page) {
        return recent.page(page)
                .map(here -> Future.succeededFuture(new Events(here)))
                .orElseGet(() -> store.page(page));
    }

    private void committed(SealedBatch batch) {
        head = batch.head();
        recent.add(batch);
        bus.publish(COMMITTED, new Committed(head.size()));
    }

    private void failed(Throwable cause) {
        failed = true;
        fatal.accept(cause);
    }

    private boolean isHeld() {
        return commits != null && commits.isHeld();
    }

    private Check check() {
        return failed
                ? new Check(false, "The store has failed; the process is ending.")
                : new Check(true, head.size() + " events." + (isHeld() ? " Writing waits for the search index." : ""));
    }
}
