package dev.evident.log;

import dev.evident.event.NewEvent;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiFunction;

/** Appends to a store without an appender: whatever is given is new. */
public final class StoreAppends {
    private static final PreparedEvent.Salts SALTS = new PreparedEvent.Salts();

    private StoreAppends() {}

    /** Appends events. */
    public static Future<Batch> append(LogStore store, List<NewEvent> events) {
        return append(store, events, List.of());
    }

    /** Appends events, the first of which says that these are erased. */
    static Future<Batch> append(LogStore store, List<NewEvent> events, List<Erasure> targets) {
        List<PreparedEvent> encoded = encoded(store, events);
        return store.append((end, now, log) -> {
            List<Erasure> erasures =
                    targets.stream().map(target -> target.saidBy(end.size())).toList();
            Batch batch = Batch.of(encoded, end, now, erasures);
            return Future.succeededFuture(new Sequenced<>(batch, batch));
        });
    }

    /** Asks a store what it has, with the lock; nothing is written. */
    static <R> Future<R> inTheLock(LogStore store, BiFunction<Lookup, Long, Future<R>> question) {
        return store.append((end, now, log) -> question.apply(log, now).map(found -> new Sequenced<>(null, found)));
    }

    private static synchronized List<PreparedEvent> encoded(LogStore store, List<NewEvent> events) {
        return events.stream()
                .map(event -> SALTS.prepare(event, store.encode(event)))
                .toList();
    }
}
