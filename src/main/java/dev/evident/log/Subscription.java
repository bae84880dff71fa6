package dev.evident.log;

import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Page;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That a follower follows: how far it has come, and what it is given next. What is not final and not volatile belongs to
 * the context on which it was made.
 */
public final class Subscription {
    /** Events in a batch at most; the record bounds it in bytes besides. */
    static final int MAX_BATCH_EVENTS = 2_000;

    private static final long FIRST_RETRY_MS = 50;
    private static final long MAX_RETRY_MS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final Follower follower;
    private final RecentEvents recent;
    private final Function<Page, Future<Events>> record;
    private final LongSupplier size;
    private final Supplier<Future<LogEnd>> current;
    private final MeterRegistry registry;
    private final Predicate<Subscription> ended;
    private final Context context;
    private final Backoff readRetries;
    private final Backoff acceptRetries;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Gauge lag;
    private volatile boolean closed;

    /** The follower has taken every event before this position. */
    private volatile long taken;

    /** And this is the position after the batch that it has. */
    private long given;

    private boolean busy;
    private boolean reading;
    private @Nullable Ahead ahead;

    /**
     * Read from the record while the follower was busy.
     *
     * @param purges before the read
     */
    private record Ahead(List<StoredEvent> events, long purges) {}

    /**
     * Begins on the calling context; gives nothing before it is woken.
     *
     * @param size the number of events that are known to be committed
     * @param current makes {@code recent} forget what is redacted
     * @param ended told when it is closed, and returns whether that is the first time
     * @param from the position of the first event
     */
    Subscription(
            Vertx vertx,
            RecentEvents recent,
            Function<Page, Future<Events>> record,
            LongSupplier size,
            Supplier<Future<LogEnd>> current,
            MeterRegistry registry,
            Predicate<Subscription> ended,
            long from,
            Follower follower) {
        this.recent = recent;
        this.record = record;
        this.size = size;
        this.current = current;
        this.registry = registry;
        this.ended = ended;
        this.follower = follower;
        this.context = vertx.getOrCreateContext();
        this.readRetries = new Backoff(vertx, FIRST_RETRY_MS, MAX_RETRY_MS);
        this.acceptRetries = new Backoff(vertx, FIRST_RETRY_MS, MAX_RETRY_MS);
        this.taken = from;
        this.given = from;
        this.lag = Gauge.builder("evident.follower.lag.events", () -> Math.max(0, size.getAsLong() - taken))
                .description("Committed events that a follower of the log has not taken in yet")
                .tag("follower", follower.name())
                .register(registry);
    }

    /** Gives no more events, at once when it is called on the follower's context. */
    public void close() {
        if (ended.test(this)) {
            closed = true;
            registry.remove(lag);
        }
    }

    /** The log has grown. On any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(go -> {
                woken.set(false);
                advance();
            });
        }
    }

    private void advance() {
        if (closed || given >= size.getAsLong()) {
            return;
        }
        if (!busy && (ahead != null || recent.holds(given))) {
            offer();
        }
        if (!reading && ahead == null && given < size.getAsLong() && !recent.holds(given)) {
            read();
        }
    }

    /** Gives the next events once it is sure that none of them was redacted before this, by whatever node. */
    private void offer() {
        busy = true;
        Future<LogEnd> now = current.get();
        if (now.isComplete()) {
            offered(now);
        } else {
            now.onComplete(done -> context.runOnContext(go -> offered(done)));
        }
    }

    private void offered(AsyncResult<LogEnd> now) {
        if (closed) {
            return;
        }
        if (now.failed()) {
            LOG.warn(
                    "The end of the log cannot be read for {} now: {}",
                    follower.name(),
                    now.cause().getMessage());
            readRetries.later(() -> {
                busy = false;
                advance();
            });
            return;
        }
        next().ifPresentOrElse(this::give, () -> {
            busy = false;
            advance();
        });
    }

    /** The events to give now, when they are here. */
    private Optional<List<StoredEvent>> next() {
        Ahead read = ahead;
        ahead = null;
        return read != null && read.purges == recent.purges()
                ? Optional.of(read.events)
                : recent.page(new Page(given, size.getAsLong(), false, MAX_BATCH_EVENTS));
    }

    private void give(List<StoredEvent> events) {
        busy = true;
        given = after(events);
        Future.<Void>succeededFuture()
                .compose(go -> follower.accept(events))
                .onComplete(done -> context.runOnContext(go -> accepted(done)));
    }

    private void accepted(AsyncResult<Void> done) {
        if (done.succeeded()) {
            acceptRetries.reset();
            taken = given;
            busy = false;
            advance();
            return;
        }
        LOG.warn(
                "The follower {} did not take the events from {} on: {}",
                follower.name(),
                taken,
                done.cause().toString());
        acceptRetries.later(() -> {
            given = taken;
            ahead = null;
            busy = false;
            advance();
        });
    }

    private void read() {
        reading = true;
        long from = given;
        long before = recent.purges();
        Page page = new Page(from, size.getAsLong(), false, MAX_BATCH_EVENTS);
        Future.succeededFuture(page)
                .compose(record)
                .map(events -> withoutGap(events.list(), from))
                .onComplete(read -> context.runOnContext(go -> read(from, before, read)));
    }

    private void read(long from, long before, AsyncResult<List<StoredEvent>> read) {
        if (closed) {
            return;
        }
        if (read.failed()) {
            LOG.warn(
                    "The events from {} on cannot be read for {} now: {}",
                    from,
                    follower.name(),
                    read.cause().getMessage());
            readRetries.later(() -> {
                reading = false;
                advance();
            });
            return;
        }
        readRetries.reset();
        reading = false;
        if (from == given) {
            ahead = new Ahead(read.result(), before);
        }
        advance();
    }

    private static List<StoredEvent> withoutGap(List<StoredEvent> events, long from) {
        if (events.isEmpty()) {
            throw new IllegalStateException("the record has no event " + from);
        }
        long expected = from;
        for (StoredEvent event : events) {
            if (event.seq() != expected) {
                throw new IllegalStateException("the record gave event " + event.seq() + " for " + expected);
            }
            expected++;
        }
        return events;
    }

    private static long after(List<StoredEvent> events) {
        return events.get(events.size() - 1).seq() + 1;
    }
}
