package dev.evident.index;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Problem;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.message.Committed;
import dev.evident.log.message.Events;
import dev.evident.log.message.Page;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** A record in memory that is served like the real one. Safe to use from any thread. */
final class TinyRecord {
    private static final long START_MICROS = 1_764_000_000_000_000L;

    private final Bus bus;
    private final int mostPerPage;
    private final List<StoredEvent> events = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private int failing;
    private final List<Page> asked = new ArrayList<>();

    TinyRecord(Bus bus) {
        this(bus, Integer.MAX_VALUE);
    }

    /** @param mostPerPage how many events an answer may hold, as if it were bounded in bytes */
    TinyRecord(Bus bus, int mostPerPage) {
        this.bus = bus;
        this.mostPerPage = mostPerPage;
        bus.serve(StoreMessages.PAGE_AS_STORED, this::page);
    }

    /** An event as the record would store it. */
    static StoredEvent event(long seq, String json) {
        return Unchecked.stored(
                seq, UUID.randomUUID(), START_MICROS + seq * 1_000, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Commits and tells. */
    synchronized void append(String... bodies) {
        add(bodies);
        bus.publish(StoreMessages.COMMITTED, new Committed(new TreeHead(events.size(), new byte[32])));
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

    /** Answers no page of events until it is let go; the question for its newest event is answered. */
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
        if (holding && !page.newestFirst()) {
            Promise<Events> later = Promise.promise();
            held.add(() -> later.complete(read(page)));
            return later.future();
        }
        return Future.succeededFuture(read(page));
    }

    private synchronized Events read(Page page) {
        List<StoredEvent> found = new ArrayList<>(
                events.subList((int) Math.min(page.from(), events.size()), (int) Math.min(page.to(), events.size())));
        if (page.newestFirst()) {
            Collections.reverse(found);
        }
        return new Events(found.subList(0, Math.min(found.size(), Math.min(page.limit(), mostPerPage))));
    }
}
