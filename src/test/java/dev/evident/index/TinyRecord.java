package dev.evident.index;

import dev.evident.event.Problem;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.Feed;
import dev.evident.log.LogEnd;
import dev.evident.log.message.Events;
import dev.evident.log.message.Page;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record in memory that is served like the real one. Safe to use from any thread. */
final class TinyRecord {
    private static final long START_MICROS = 1_764_000_000_000_000L;

    private final Service service;
    private final int mostPerPage;
    private final List<StoredEvent> events = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private int failing;
    private final List<Page> asked = new ArrayList<>();
    private @Nullable Feed feed;

    TinyRecord(Service service) {
        this(service, Integer.MAX_VALUE);
    }

    /** @param mostPerPage how many events a response may hold, as if it were bounded in bytes */
    TinyRecord(Service service, int mostPerPage) {
        this.service = service;
        this.mostPerPage = mostPerPage;
        service.follows(this::open);
    }

    private synchronized Feed open() {
        feed = new Feed(service.vertx, size(), () -> Future.succeededFuture(end()), this::page, service.registry);
        return feed;
    }

    private LogEnd end() {
        return new LogEnd(new Frontier(), new TreeHead(size(), new byte[32]), 0, 0);
    }

    /** An event as the record would store it. */
    static StoredEvent event(long seq, String json) {
        return Unchecked.stored(
                seq, UUID.randomUUID(), START_MICROS + seq * 1_000, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Commits and tells. */
    synchronized void append(String... bodies) {
        add(bodies);
        if (feed != null) {
            feed.grown(events.size());
        }
    }

    /** Commits while nobody listens. */
    synchronized void add(String... bodies) {
        for (String body : bodies) {
            events.add(event(events.size(), body));
        }
    }

    /** Forgets the newest events, as a record restored from an older copy does. */
    synchronized void keepOnly(int size) {
        events.subList(size, events.size()).clear();
    }

    synchronized long size() {
        return events.size();
    }

    /** The questions there were since the last call. */
    synchronized List<Page> asked() {
        List<Page> since = List.copyOf(asked);
        asked.clear();
        return since;
    }

    /** Gives no page until it is let go. */
    synchronized void hold() {
        holding = true;
    }

    synchronized void letGo() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    /** Is too busy to answer the next so many questions. */
    synchronized void failNext(int questions) {
        failing = questions;
    }

    private synchronized Future<Events> page(Page page) {
        asked.add(page);
        if (failing > 0) {
            failing--;
            return Future.failedFuture(
                    Problem.of(Problem.Kind.OVERLOADED, "The store is busy.").exception());
        }
        if (holding) {
            Promise<Events> later = Promise.promise();
            held.add(() -> later.complete(read(page)));
            return later.future();
        }
        return Future.succeededFuture(read(page));
    }

    private synchronized Events read(Page page) {
        long most = Math.min(page.limit(), mostPerPage);
        long to = Math.min(Math.min(page.to(), page.from() + most), events.size());
        return new Events(events.subList((int) page.from(), (int) to));
    }
}
