package dev.evident.log.message;

import java.util.List;
import java.util.stream.LongStream;

/**
 * What became of the events of an {@link Append}.
 *
 * @param places one for each event, in order; those that were stored are next to each other in the log
 */
public record Appended(List<Placed> places) {
    public Appended {
        places = List.copyOf(places);
    }

    /** How many of them have this outcome. */
    public int count(Outcome outcome) {
        int count = 0;
        for (Placed place : places) {
            count += place.outcome() == outcome ? 1 : 0;
        }
        return count;
    }

    /** The lowest position of those that were stored; when none was, of those that had been. */
    public long firstSeq() {
        return positions().min().orElseThrow();
    }

    /** The highest position of those that were stored; when none was, of those that had been. */
    public long lastSeq() {
        return positions().max().orElseThrow();
    }

    private LongStream positions() {
        Outcome counted = count(Outcome.STORED) > 0 ? Outcome.STORED : Outcome.DUPLICATE;
        return places.stream().filter(place -> place.outcome() == counted).mapToLong(Placed::seq);
    }
}
