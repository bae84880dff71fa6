package dev.evident.log;

import dev.evident.event.StoredEvent;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the appends of one group: which of their events are new, and what each sender is told.
 *
 * @param appends one for each append, in order
 * @param batch the new events; null when all of them had been sent before
 */
record DedupResult(List<AppendResult> appends, @Nullable Batch batch) {

    /** What becomes of one append. */
    sealed interface AppendResult permits Withdrawn, Admitted {}

    /**
     * None of its events are written, since some have the keys of other ones.
     *
     * @param events how many it has
     * @param conflicts those, by their place in the append
     */
    record Withdrawn(int events, Set<Integer> conflicts) implements AppendResult {}

    /**
     * Its events are written, but for those that were sent before.
     *
     * @param first where the first of its new events stands in the batch; the others follow it
     * @param events how many it has
     * @param repeats those that are not written, by their place in the append
     */
    record Admitted(int first, int events, Map<Integer, Repeat> repeats) implements AppendResult {}

    /**
     * An event with the key of another one.
     *
     * @param same whether the content is the same too
     * @param known the other one, when it is in the log
     * @param inBatch the other one's place in the batch, when it is not
     */
    record Repeat(boolean same, @Nullable KnownEvent known, int inBatch) {}

    /** How many events are not written since they have been. */
    int duplicates() {
        int duplicates = 0;
        for (AppendResult append : appends) {
            if (append instanceof Admitted admitted) {
                for (Repeat repeat : admitted.repeats.values()) {
                    duplicates += repeat.same ? 1 : 0;
                }
            }
        }
        return duplicates;
    }

    /** What to tell the sender of an append once the batch is written. */
    Appended response(int append) {
        if (appends.get(append) instanceof Admitted admitted) {
            return response(admitted, batch == null ? List.of() : batch.events());
        }
        Withdrawn withdrawn = (Withdrawn) appends.get(append);
        return new Appended(IntStream.range(0, withdrawn.events)
                .mapToObj(event -> withdrawn.conflicts.contains(event) ? Outcome.CONFLICT : Outcome.WITHDRAWN)
                .map(Placed::nowhere)
                .toList());
    }

    private static Appended response(Admitted admitted, List<StoredEvent> written) {
        List<Placed> places = new ArrayList<>(admitted.events);
        int next = admitted.first;
        for (int i = 0; i < admitted.events; i++) {
            Repeat repeat = admitted.repeats.isEmpty() ? null : admitted.repeats.get(i);
            if (repeat == null) {
                places.add(placed(Outcome.STORED, written.get(next++)));
                continue;
            }
            Outcome outcome = repeat.same ? Outcome.DUPLICATE : Outcome.CONFLICT;
            KnownEvent known = repeat.known;
            places.add(
                    known == null
                            ? placed(outcome, written.get(repeat.inBatch))
                            : new Placed(outcome, known.id(), known.seq(), known.micros()));
        }
        return new Appended(places);
    }

    private static Placed placed(Outcome outcome, StoredEvent event) {
        return new Placed(outcome, event.id(), event.seq(), event.micros());
    }
}
