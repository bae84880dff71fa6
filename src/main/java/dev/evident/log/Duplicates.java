package dev.evident.log;

import dev.evident.bus.StoreMessages.Append;
import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Get;
import dev.evident.event.DedupKey;
import dev.evident.event.Header;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.StoredEvent;
import dev.evident.log.Admission.Admitted;
import dev.evident.log.Admission.Refused;
import dev.evident.log.Admission.Repeat;
import dev.evident.log.Admission.Ruling;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the events that are about to be written have been written before: those with a key that the record
 * knows, or that an event in front of them has. To be asked for one batch after the other, each written before the next
 * is asked for; that is what makes a race between two sendings of one event impossible. See ADR 007.
 */
final class Duplicates {
    /** So many conflicts of one append are told. */
    private static final int MOST_TOLD = 100;

    private final Lookup lookup;
    private final Function<Get, Future<Events>> read;
    private final LongConsumer forged;
    private final long windowMicros;

    /** Finds the events of the record that have one of the keys and were accepted from a time on. */
    @FunctionalInterface
    interface Lookup {
        /**
         * Looks up.
         *
         * @param keys ascending
         * @param from microseconds since the epoch, inclusive
         * @param to microseconds since the epoch; nothing was accepted later
         */
        Future<List<KnownEvent>> find(List<DedupKey> keys, long from, long to);
    }

    /**
     * Decides by what is looked up.
     *
     * @param read reads events, in bounded answers
     * @param forged told of an event that the record names for a key which it does not have
     */
    Duplicates(Lookup lookup, Function<Get, Future<Events>> read, LongConsumer forged, Duration window) {
        this.lookup = lookup;
        this.read = read;
        this.forged = forged;
        this.windowMicros = window.toNanos() / 1_000;
    }

    /**
     * Decides about appends that are written together. Costs nothing where no event has a key.
     *
     * @param micros the time now, in microseconds since the epoch
     */
    Future<Admission> admit(List<Append> appends, long micros) {
        TreeSet<DedupKey> keys = new TreeSet<>();
        for (Append append : appends) {
            for (NewEvent event : append.events()) {
                if (event.dedupKey() != null) {
                    keys.add(event.dedupKey());
                }
            }
        }
        if (keys.isEmpty()) {
            return Future.succeededFuture(Admission.ofAll(appends));
        }
        return lookup.find(List.copyOf(keys), forgottenBefore(micros), micros)
                .compose(found -> confirmed(found, appends))
                .map(found -> new Deciding(found).decide(appends));
    }

    /**
     * Without those that do not have the key for which they were found: who writes to the file could otherwise keep an
     * event out of the log that is still to come. One that holds the same content has the same key; others are read.
     */
    private Future<List<KnownEvent>> confirmed(List<KnownEvent> found, List<Append> appends) {
        Map<DedupKey, List<KnownEvent>> byKey = found.stream().collect(Collectors.groupingBy(KnownEvent::key));
        Set<Long> doubtful = new TreeSet<>();
        for (Append append : byKey.isEmpty() ? List.<Append>of() : appends) {
            for (NewEvent event : append.events()) {
                DedupKey key = event.dedupKey();
                for (KnownEvent known : key == null ? List.<KnownEvent>of() : byKey.getOrDefault(key, List.of())) {
                    if (!known.holds(event)) {
                        doubtful.add(known.seq());
                    }
                }
            }
        }
        return keys(List.copyOf(doubtful), new HashMap<>()).map(keys -> found.stream()
                .filter(known -> {
                    Optional<DedupKey> has = keys.get(known.seq());
                    boolean other = has != null && !has.equals(Optional.of(known.key()));
                    if (other) {
                        forged.accept(known.seq());
                    }
                    return !other;
                })
                .toList());
    }

    /** The keys that events have. One whose content is not there, or not to be believed, is left out. */
    private Future<Map<Long, Optional<DedupKey>>> keys(List<Long> seqs, Map<Long, Optional<DedupKey>> keys) {
        if (seqs.isEmpty()) {
            return Future.succeededFuture(keys);
        }
        return read.apply(new Get(seqs)).compose(events -> {
            List<StoredEvent> list = events.list();
            for (StoredEvent event : list) {
                if (event.hasContent() && !event.damaged()) {
                    keys.put(
                            event.seq(),
                            Optional.ofNullable(Header.of(event.body()).dedupKey()));
                }
            }
            if (list.isEmpty()) {
                return Future.succeededFuture(keys);
            }
            long last = list.get(list.size() - 1).seq();
            return keys(seqs.stream().filter(seq -> seq > last).toList(), keys);
        });
    }

    /** Keys of events that were accepted before this time are not looked for any more. */
    long forgottenBefore(long micros) {
        return micros - windowMicros;
    }

    /** For one batch. */
    private static final class Deciding {
        private final Map<DedupKey, KnownEvent> known = new HashMap<>();
        private final Map<DedupKey, Integer> here = new HashMap<>();
        private final List<NewEvent> fresh = new ArrayList<>();

        Deciding(List<KnownEvent> found) {
            for (KnownEvent event : found) {
                known.merge(event.key(), event, (one, other) -> one.seq() > other.seq() ? one : other);
            }
        }

        Admission decide(List<Append> appends) {
            List<Ruling> rulings = new ArrayList<>(appends.size());
            for (Append append : appends) {
                rulings.add(decide(append));
            }
            return new Admission(fresh, rulings);
        }

        private Ruling decide(Append append) {
            int first = fresh.size();
            Map<Integer, Repeat> repeats = new HashMap<>();
            List<Integer> conflicts = new ArrayList<>();
            List<NewEvent> events = append.events();
            for (int i = 0; i < events.size(); i++) {
                NewEvent event = events.get(i);
                Repeat repeat = event.dedupKey() == null ? null : repeat(event.dedupKey(), event);
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
                List<NewEvent> withdrawn = fresh.subList(first, fresh.size());
                withdrawn.forEach(event -> here.remove(event.dedupKey()));
                withdrawn.clear();
                return new Refused(conflicting(conflicts));
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
                    : new Repeat(Arrays.equals(fresh.get(place).body(), event.body()), null, place);
        }

        private static Map<String, Object> error(int index) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("index", index);
            error.put("detail", "The dedup_key is that of an event with other content.");
            error.put("field", "dedup_key");
            return error;
        }

        private static Problem conflicting(List<Integer> conflicts) {
            List<Map<String, Object>> errors =
                    conflicts.stream().limit(MOST_TOLD).map(Deciding::error).toList();
            int count = conflicts.size();
            return Problem.of(
                            Kind.DEDUP_CONFLICT,
                            count + (count == 1 ? " event has" : " events have")
                                    + " the dedup_key of an event with other content; nothing was stored.")
                    .with("field", "dedup_key")
                    .with("errors", errors);
        }
    }
}
