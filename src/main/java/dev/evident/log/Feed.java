package dev.evident.log;

import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Page;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The committed events in their order and without gaps, for whoever follows the log. It wakes its followers when the log
 * grows, hands them the newest events from memory and older ones from the record, reads ahead while a follower is busy,
 * and tries a read that failed again. A follower has one batch outstanding; a slow one falls behind and holds up nobody.
 *
 * <p>Safe from any thread. A follower is called on the context that it followed from.
 */
public final class Feed {
    private final Vertx vertx;
    private final Supplier<Future<LogEnd>> end;
    private final Function<Page, Future<Events>> record;
    private final MeterRegistry registry;
    private final RecentEvents recent = new RecentEvents();
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong size;

    /**
     * The feed of an open log.
     *
     * @param size of the log
     * @param end where the log ends now, by whatever node; its futures complete on any thread
     * @param record reads pages, damaged events with the others; its futures complete on any thread
     */
    public Feed(
            Vertx vertx,
            long size,
            Supplier<Future<LogEnd>> end,
            Function<Page, Future<Events>> record,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.size = new AtomicLong(size);
        this.end = end;
        this.record = record;
        this.registry = registry;
    }

    /**
     * The end of the log, which covers every event and every redaction that was acknowledged before the call, by whatever
     * node; afterwards nobody is given what these redacted.
     */
    public Future<LogEnd> current() {
        return end.get().map(found -> {
            recent.erased(found.erasedTo());
            grown(found.size());
            return found;
        });
    }

    /** The number of events that are known to be committed. */
    public long size() {
        return size.get();
    }

    /**
     * Begins to give events to a follower, on the calling context.
     *
     * @param from the position of the first; it may be the next one that is committed
     */
    public Subscription follow(long from, Follower follower) {
        Subscription subscription = new Subscription(
                vertx, recent, record, this::size, this::current, registry, open::remove, from, follower);
        open.add(subscription);
        subscription.wake();
        return subscription;
    }

    /** The log has this number of events at least, whoever committed them. Returns at once. */
    public void grown(long events) {
        long before = size.getAndAccumulate(events, Math::max);
        if (before < events) {
            open.forEach(Subscription::wake);
        }
    }

    /** This process committed a batch. Returns at once; afterwards nobody is given what the batch redacted. */
    void committed(Batch batch) {
        recent.add(batch);
        grown(batch.end().size());
    }

    /** An oldest-first page of the newest events when its first event is in memory, without what {@link #current} knows of. */
    Future<Optional<List<StoredEvent>>> newest(Page page) {
        return page.newestFirst() || !recent.holds(page.from())
                ? Future.succeededFuture(Optional.empty())
                : current().map(end -> recent.page(page));
    }

    /** Gives nobody anything any more. */
    void close() {
        List.copyOf(open).forEach(Subscription::close);
    }
}
