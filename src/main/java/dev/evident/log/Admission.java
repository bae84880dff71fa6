package dev.evident.log;

import dev.evident.bus.StoreMessages.Append;
import dev.evident.bus.StoreMessages.Appended;
import dev.evident.bus.StoreMessages.Outcome;
import dev.evident.bus.StoreMessages.Placed;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.ProblemException;
import dev.evident.event.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of some appends: which of their events are written, and what is answered for each once they are.
 *
 * @param fresh the events to write, in order; may be none
 * @param rulings one for each append, in order
 */
record Admission(List<NewEvent> fresh, List<Ruling> rulings) {

    /** What becomes of one append. */
    sealed interface Ruling permits Refused, Admitted {}

    /** None of its events are written. */
    record Refused(Problem problem) implements Ruling {}

    /**
     * Its events are written, but for those that were sent before.
     *
     * @param first where the first of its written events stands among the fresh ones; the others follow it
     * @param events how many it has
     * @param repeats those that are not written, by their place in the append
     */
    record Admitted(int first, int events, Map<Integer, Repeat> repeats) implements Ruling {}

    /**
     * An event with the key of another one.
     *
     * @param same whether the content is the same too
     * @param known the other one, when it is in the record
     * @param fresh the other one's place among the fresh events, when it is not
     */
    record Repeat(boolean same, @Nullable KnownEvent known, int fresh) {}

    /** Everything is written: what there is to decide when no event has a key. */
    static Admission ofAll(List<Append> appends) {
        List<NewEvent> fresh = new ArrayList<>();
        List<Ruling> rulings = new ArrayList<>(appends.size());
        for (Append append : appends) {
            rulings.add(new Admitted(fresh.size(), append.events().size(), Map.of()));
            fresh.addAll(append.events());
        }
        return new Admission(fresh, rulings);
    }

    /** How many events are not written since they have been. */
    int duplicates() {
        int duplicates = 0;
        for (Ruling ruling : rulings) {
            if (ruling instanceof Admitted admitted) {
                for (Repeat repeat : admitted.repeats.values()) {
                    duplicates += repeat.same ? 1 : 0;
                }
            }
        }
        return duplicates;
    }

    /** Where the first event of an append that is written stands among the fresh ones. */
    int first(int append) {
        if (rulings.get(append) instanceof Admitted admitted) {
            return admitted.first;
        }
        throw new IllegalStateException("the append is refused");
    }

    /**
     * What to answer for an append once the fresh events are written.
     *
     * @param written the fresh events; empty when there were none
     * @throws ProblemException when the append is refused
     */
    Appended answer(int append, List<StoredEvent> written) {
        Ruling ruling = rulings.get(append);
        if (ruling instanceof Refused refused) {
            throw refused.problem.exception();
        }
        return answer((Admitted) ruling, written);
    }

    private static Appended answer(Admitted admitted, List<StoredEvent> written) {
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
                            ? placed(outcome, written.get(repeat.fresh))
                            : new Placed(outcome, known.id(), known.seq(), known.micros()));
        }
        return new Appended(places);
    }

    private static Placed placed(Outcome outcome, StoredEvent event) {
        return new Placed(outcome, event.id(), event.seq(), event.micros());
    }
}
