package dev.evident.log;

import dev.evident.event.DedupKey;
import dev.evident.event.NewEvent;
import dev.evident.log.AppendGroup.Waiting;
import dev.evident.log.DedupResult.Admitted;
import dev.evident.log.DedupResult.AppendResult;
import dev.evident.log.DedupResult.Repeat;
import dev.evident.log.DedupResult.Withdrawn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sequences the appends of one group. Of events with a key, those are left out that the log has, or that an event in front
 * of them is; since that is decided while the log's lock is held, two sendings of one event cannot both be stored. See ADR
 * 007.
 *
 * <p>An event of the log that was found for a key and does not have it is not believed: who writes to the database could
 * otherwise keep an event out of the log that is still to come.
 */
final class BatchSequencer implements Sequencer<DedupResult> {
    private final AppendGroup group;
    private final long windowMicros;
    private final LongConsumer forged;

    /**
     * For one group.
     *
     * @param windowMicros how long a key is remembered
     * @param forged told of an event that the store names for a key which it does not have
     */
    BatchSequencer(AppendGroup group, long windowMicros, LongConsumer forged) {
        this.group = group;
        this.windowMicros = windowMicros;
        this.forged = forged;
    }

    @Override
    public List<DedupKey> keys() {
        TreeSet<DedupKey> keys = new TreeSet<>();
        for (Waiting waiting : group.list()) {
            for (EncodedEvent event : waiting.events()) {
                DedupKey key = event(event).dedupKey();
                if (key != null) {
                    keys.add(key);
                }
            }
        }
        return List.copyOf(keys);
    }

    @Override
    public long windowMicros() {
        return windowMicros;
    }

    /** One that holds the same content has the same key. */
    @Override
    public Set<Long> doubtful(List<KnownEvent> found) {
        Set<Long> doubtful = new TreeSet<>();
        Map<DedupKey, List<KnownEvent>> byKey = new HashMap<>();
        found.forEach(known ->
                byKey.computeIfAbsent(known.key(), key -> new ArrayList<>()).add(known));
        for (Waiting waiting : byKey.isEmpty() ? List.<Waiting>of() : group.list()) {
            for (EncodedEvent event : waiting.events()) {
                DedupKey key = event(event).dedupKey();
                for (KnownEvent known : key == null ? List.<KnownEvent>of() : byKey.getOrDefault(key, List.of())) {
                    if (!known.holds(event(event))) {
                        doubtful.add(known.seq());
                    }
                }
            }
        }
        return doubtful;
    }

    @Override
    public Sequenced<DedupResult> sequence(
            LogEnd end, long now, List<KnownEvent> found, Map<Long, Optional<DedupKey>> read) {
        Map<DedupKey, KnownEvent> known = new HashMap<>();
        for (KnownEvent event : found) {
            Optional<DedupKey> has = read.get(event.seq());
            if (has != null && !has.equals(Optional.of(event.key()))) {
                forged.accept(event.seq());
            } else {
                known.merge(event.key(), event, (one, other) -> one.seq() > other.seq() ? one : other);
            }
        }
        Decision decision = new Decision(known);
        List<AppendResult> results = new ArrayList<>(group.list().size());
        List<Erasure> erasures = new ArrayList<>();
        for (Waiting waiting : group.list()) {
            for (Erasure target : waiting.erasures()) {
                erasures.add(target.saidBy(end.size() + decision.fresh.size()));
            }
            results.add(decision.decide(waiting));
        }
        Batch batch = decision.fresh.isEmpty() ? null : Batch.of(decision.fresh, end, now, erasures);
        return new Sequenced<>(batch, new DedupResult(results, batch));
    }

    private static NewEvent event(EncodedEvent encoded) {
        return encoded.salted().event();
    }

    /** What is new of one group. */
    private static final class Decision {
        private final Map<DedupKey, KnownEvent> known;
        private final Map<DedupKey, Integer> here = new HashMap<>();
        private final List<EncodedEvent> fresh = new ArrayList<>();

        Decision(Map<DedupKey, KnownEvent> known) {
            this.known = known;
        }

        private AppendResult decide(Waiting append) {
            int first = fresh.size();
            Map<Integer, Repeat> repeats = new HashMap<>();
            Set<Integer> conflicts = new TreeSet<>();
            List<EncodedEvent> events = append.events();
            for (int i = 0; i < events.size(); i++) {
                EncodedEvent event = events.get(i);
                DedupKey key = event(event).dedupKey();
                Repeat repeat = key == null ? null : repeat(key, event(event));
                if (repeat == null) {
                    fresh.add(event);
                } else {
                    repeats.put(i, repeat);
                    if (!repeat.same()) {
                        conflicts.add(i);
                    }
                }
            }
            if (append.together() && !conflicts.isEmpty()) {
                List<EncodedEvent> withdrawn = fresh.subList(first, fresh.size());
                withdrawn.forEach(event -> here.remove(event(event).dedupKey()));
                withdrawn.clear();
                return new Withdrawn(events.size(), conflicts);
            }
            return new Admitted(first, events.size(), repeats);
        }

        /** Null for the first event with its key, whose place is remembered. */
        private @Nullable Repeat repeat(DedupKey key, NewEvent event) {
            KnownEvent before = known.get(key);
            if (before != null) {
                return new Repeat(before.holds(event), before, -1);
            }
            Integer place = here.putIfAbsent(key, fresh.size());
            return place == null
                    ? null
                    : new Repeat(Arrays.equals(event(fresh.get(place)).body(), event.body()), null, place);
        }
    }
}
