package dev.evident.log;

import dev.evident.event.DedupKey;
import dev.evident.event.NewEvent;
import dev.evident.log.AppendGroup.Waiting;
import dev.evident.log.DedupResult.Admitted;
import dev.evident.log.DedupResult.AppendResult;
import dev.evident.log.DedupResult.Repeat;
import dev.evident.log.DedupResult.Withdrawn;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sequences the appends of one group. Of events with a key, those are left out that the log has, or that an event in front
 * of them is; since that is decided while the log's lock is held, two sendings of one event cannot both be stored. See ADR
 * 007. Of two with one id the same is true, but ids are looked up only {@linkplain #withIds when the store has refused one}:
 * nearly all are new, and only what is delivered again, such as by a queue, comes with the id that it had.
 *
 * <p>An event of the log that was found for a key and does not have it is not believed: who writes to the database could
 * otherwise keep an event out of the log that is still to come.
 */
final class BatchSequencer implements Sequencer<DedupResult> {
    private final AppendGroup group;
    private final long windowMicros;
    private final Function<Get, Future<Events>> reader;
    private final LongConsumer forged;
    private final boolean ids;

    /**
     * For one group.
     *
     * @param windowMicros how long a key is remembered
     * @param reader reads events that were found for a key which they may not have
     * @param forged told of an event that the store names for a key which it does not have
     */
    BatchSequencer(AppendGroup group, long windowMicros, Function<Get, Future<Events>> reader, LongConsumer forged) {
        this(group, windowMicros, reader, forged, false);
    }

    private BatchSequencer(
            AppendGroup group,
            long windowMicros,
            Function<Get, Future<Events>> reader,
            LongConsumer forged,
            boolean ids) {
        this.group = group;
        this.windowMicros = windowMicros;
        this.reader = reader;
        this.forged = forged;
        this.ids = ids;
    }

    /** The same, which looks up ids too. */
    BatchSequencer withIds() {
        return new BatchSequencer(group, windowMicros, reader, forged, true);
    }

    @Override
    public Future<Sequenced<DedupResult>> sequence(LogEnd end, long now, Lookup log) {
        Decision decision = new Decision(ids);
        List<DedupKey> keys = events().flatMap(event -> Stream.ofNullable(event.dedupKey()))
                .sorted()
                .distinct()
                .toList();
        Future<?> known = keys.isEmpty()
                ? Future.succeededFuture()
                : log.byKey(keys, now - windowMicros, now).compose(found -> believed(found, decision));
        if (ids) {
            known = known.compose(done -> log.byId(events().map(NewEvent::id).toList()))
                    .map(found -> decision.byId(found));
        }
        return known.map(done -> decide(end, now, decision));
    }

    /** Reads those that may not have their key. One that holds the content of an event with the key has it. */
    private Future<?> believed(Map<DedupKey, List<KnownEvent>> found, Decision decision) {
        Set<Long> doubtful = new TreeSet<>();
        events().forEach(event -> {
            DedupKey key = event.dedupKey();
            for (KnownEvent known : key == null ? List.<KnownEvent>of() : found.getOrDefault(key, List.of())) {
                if (!decision.holds(known, event)) {
                    doubtful.add(known.seq());
                }
            }
        });
        return ContentKeys.read(reader, doubtful).map(read -> {
            found.forEach((key, events) -> events.stream()
                    .filter(event -> isBelieved(event.seq(), key, read))
                    .max(Comparator.comparingLong(KnownEvent::seq))
                    .ifPresent(event -> decision.byKey.put(key, event)));
            return decision;
        });
    }

    private boolean isBelieved(long seq, DedupKey key, Map<Long, Optional<DedupKey>> read) {
        Optional<DedupKey> has = read.get(seq);
        if (has == null || has.equals(Optional.of(key))) {
            return true;
        }
        forged.accept(seq);
        return false;
    }

    private Sequenced<DedupResult> decide(LogEnd end, long now, Decision decision) {
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

    private Stream<NewEvent> events() {
        return group.list().stream()
                .flatMap(waiting -> waiting.events().stream())
                .map(PreparedEvent::event);
    }

    /** What is new of one group. */
    private static final class Decision {
        private final boolean ids;

        /** Of the log. */
        private final Map<DedupKey, KnownEvent> byKey = new HashMap<>();

        private final Map<UUID, KnownEvent> byId = new HashMap<>();

        /** Places in the batch of what is new. */
        private final Map<Object, Integer> here = new HashMap<>();

        private final List<PreparedEvent> fresh = new ArrayList<>();

        /** What was compared: hashing a body once is enough. By the position of the known event. */
        private final IdentityHashMap<NewEvent, Map<Long, Boolean>> compared = new IdentityHashMap<>();

        Decision(boolean ids) {
            this.ids = ids;
        }

        private Decision byId(List<KnownEvent> found) {
            found.forEach(event -> byId.put(event.id(), event));
            return this;
        }

        private AppendResult decide(Waiting append) {
            int first = fresh.size();
            Map<Integer, Repeat> repeats = new HashMap<>();
            Set<Integer> conflicts = new TreeSet<>();
            List<PreparedEvent> events = append.events();
            for (int i = 0; i < events.size(); i++) {
                NewEvent event = events.get(i).event();
                Repeat repeat = repeat(event.dedupKey(), byKey, event);
                if (repeat == null && ids) {
                    repeat = repeat(event.id(), byId, event);
                }
                if (repeat == null) {
                    remember(event);
                    fresh.add(events.get(i));
                } else {
                    repeats.put(i, repeat);
                    if (!repeat.same()) {
                        conflicts.add(i);
                    }
                }
            }
            if (append.together() && !conflicts.isEmpty()) {
                List<PreparedEvent> withdrawn = fresh.subList(first, fresh.size());
                withdrawn.forEach(event -> forget(event.event()));
                withdrawn.clear();
                return new Withdrawn(events.size(), conflicts);
            }
            return new Admitted(first, events.size(), repeats);
        }

        /** Null for one whose name, a key or an id, no other has. */
        private <N> @Nullable Repeat repeat(@Nullable N name, Map<N, KnownEvent> known, NewEvent event) {
            if (name == null) {
                return null;
            }
            KnownEvent before = known.get(name);
            if (before != null) {
                return new Repeat(holds(before, event), before, -1);
            }
            Integer place = here.get(name);
            return place == null
                    ? null
                    : new Repeat(Arrays.equals(fresh.get(place).event().body(), event.body()), null, place);
        }

        private void remember(NewEvent event) {
            if (event.dedupKey() != null) {
                here.put(event.dedupKey(), fresh.size());
            }
            if (ids) {
                here.put(event.id(), fresh.size());
            }
        }

        private void forget(NewEvent event) {
            here.keySet().removeAll(Arrays.asList(event.dedupKey(), event.id()));
        }

        private boolean holds(KnownEvent known, NewEvent event) {
            return compared.computeIfAbsent(event, first -> new HashMap<>())
                    .computeIfAbsent(known.seq(), first -> known.holds(event));
        }
    }
}
