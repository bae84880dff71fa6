package dev.evident.index;

import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.SeqFilter;
import dev.evident.query.SeqRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of positions of the log.
 *
 * @param ranges not empty, apart from each other, the highest first
 */
record Positions(List<SeqRange> ranges) {
    Positions {
        ranges = List.copyOf(ranges);
    }

    /** The positions a search may answer with, as far as its range and seq filters go. */
    static Positions of(Conditions search) {
        Positions allowed = union(List.of(search.range()));
        for (SeqFilter filter : search.seqFilters()) {
            Positions named = union(filter.ranges());
            allowed = allowed.intersect(filter.negated() ? named.complement() : named);
        }
        return allowed;
    }

    /** What is in any of the ranges. */
    static Positions union(List<SeqRange> ranges) {
        List<SeqRange> sorted = ranges.stream()
                .filter(range -> !range.isEmpty())
                .sorted(Comparator.comparingLong(SeqRange::to).reversed())
                .toList();
        List<SeqRange> apart = new ArrayList<>();
        for (SeqRange range : sorted) {
            int last = apart.size() - 1;
            if (last >= 0 && apart.get(last).from() <= range.to()) {
                SeqRange above = apart.get(last);
                apart.set(last, new SeqRange(Math.min(above.from(), range.from()), above.to()));
            } else {
                apart.add(range);
            }
        }
        return new Positions(apart);
    }

    /** Every other position. */
    Positions complement() {
        List<SeqRange> gaps = new ArrayList<>();
        long above = Long.MAX_VALUE;
        for (SeqRange range : ranges) {
            gaps.add(new SeqRange(range.to(), above));
            above = range.from();
        }
        gaps.add(new SeqRange(0, above));
        return union(gaps);
    }

    /** What is in both. */
    Positions intersect(Positions other) {
        List<SeqRange> both = new ArrayList<>();
        for (SeqRange mine : ranges) {
            for (SeqRange theirs : other.ranges) {
                both.add(mine.intersect(theirs));
            }
        }
        return union(both);
    }

    /** The part inside a range. */
    Positions within(SeqRange range) {
        return intersect(union(List.of(range)));
    }
}
