package dev.evident.publish;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.log.message.Page;
import dev.evident.merkle.EntryBundle;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.MissingHashException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes bundles of entries out of the stored events. Of the events only the leaves' texts are held; their bodies come in
 * pieces of about a megabyte. For one context.
 */
final class Entries {
    /** Each reads a piece of the record into memory. */
    private static final int MAX_CONCURRENT = 4;

    /** Readers of tiles request dozens of bundles at once and may give up when refused; who waits costs nothing but memory. */
    private static final int MAX_WAITING = 1_000;

    private final Bus bus;
    private final EventLeaf leaf = new EventLeaf();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int underWay;

    private record Waiting(long first, int count, Promise<byte[]> promise) {}

    Entries(Bus bus) {
        this.bus = bus;
    }

    /** The entries of the events from {@code first} on; when too many wait for theirs, the problem {@code overloaded}. */
    Future<byte[]> bundle(long first, int count) {
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture(Problem.of(Kind.OVERLOADED, "Too many bundles of entries are being read.")
                    .with("retry_after", 1)
                    .exception());
        }
        Promise<byte[]> promise = Promise.promise();
        waiting.add(new Waiting(first, count, promise));
        next();
        return promise.future();
    }

    private void next() {
        while (underWay < MAX_CONCURRENT && !waiting.isEmpty()) {
            Waiting one = waiting.remove();
            underWay++;
            List<byte[]> entries = new ArrayList<>(one.count());
            read(entries, one.first(), one.first() + one.count())
                    .map(done -> EntryBundle.encode(entries))
                    .onComplete(done -> {
                        underWay--;
                        one.promise().handle(done);
                        next();
                    });
        }
    }

    private Future<Void> read(List<byte[]> entries, long from, long to) {
        if (from == to) {
            return Future.succeededFuture();
        }
        Page page = new Page(from, to, false, (int) (to - from));
        return bus.request(StoreMessages.PAGE_AS_STORED, page).compose(events -> {
            if (events.list().isEmpty() || events.list().get(0).seq() != from) {
                return Future.failedFuture(new MissingHashException(0, from));
            }
            events.list().forEach(event -> entries.add(entry(event)));
            return read(entries, from + events.list().size(), to);
        });
    }

    private byte[] entry(StoredEvent event) {
        Redaction redaction = event.redaction();
        byte[] content = redaction == null ? leaf.content(event.salt(), event.body()) : redaction.content();
        return leaf.entry(event.seq(), event.id().toString(), Timestamps.format(event.micros()), content);
    }
}
