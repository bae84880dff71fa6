package dev.evident.log;

import dev.evident.event.DedupKey;
import dev.evident.event.NewEvent;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Appends to a store without an appender: whatever is given is new. */
public final class StoreAppends {
    private static final SaltedEvent.Salts SALTS = new SaltedEvent.Salts();

    private StoreAppends() {}

    /** Appends events. */
    public static Future<Batch> append(LogStore store, List<NewEvent> events) {
        return append(store, events, List.of());
    }

    /** Appends events, the first of which says that these are erased. */
    static Future<Batch> append(LogStore store, List<NewEvent> events, List<Erasure> targets) {
        return store.append(new AsGiven(encoded(store, events), targets));
    }

    /** The events of the log that have one of the keys and are not older than the window, and the time it was then. */
    static Future<Found> known(LogStore store, List<DedupKey> keys, long windowMicros) {
        return store.append(new Asking(keys, windowMicros));
    }

    private static synchronized List<EncodedEvent> encoded(LogStore store, List<NewEvent> events) {
        return events.stream()
                .map(SALTS::salt)
                .map(salted -> new EncodedEvent(salted, store.encode(salted)))
                .toList();
    }

    /** What a store finds. */
    record Found(List<KnownEvent> events, long now) {}

    private record AsGiven(List<EncodedEvent> events, List<Erasure> targets) implements Sequencer<Batch> {
        @Override
        public List<DedupKey> keys() {
            return List.of();
        }

        @Override
        public long windowMicros() {
            return 0;
        }

        @Override
        public Set<Long> doubtful(List<KnownEvent> found) {
            return Set.of();
        }

        @Override
        public Sequenced<Batch> sequence(
                LogEnd end, long now, List<KnownEvent> found, Map<Long, Optional<DedupKey>> read) {
            List<Erasure> erasures =
                    targets.stream().map(target -> target.saidBy(end.size())).toList();
            Batch batch = Batch.of(events, end, now, erasures);
            return new Sequenced<>(batch, batch);
        }
    }

    private record Asking(List<DedupKey> keys, long windowMicros) implements Sequencer<Found> {
        @Override
        public Set<Long> doubtful(List<KnownEvent> found) {
            return Set.of();
        }

        @Override
        public Sequenced<Found> sequence(
                LogEnd end, long now, List<KnownEvent> found, Map<Long, Optional<DedupKey>> read) {
            return new Sequenced<>(null, new Found(found, now));
        }
    }
}
