package dev.evident.bus;

import dev.evident.query.FieldFilter;
import dev.evident.query.SeqRange;
import java.util.List;

/** What the index verticle answers. */
public final class IndexMessages {

    /**
     * Finds positions, newest first. The answer covers every event acknowledged before the question arrived; when the
     * index cannot be brought that far in time, it fails with the problem {@code index-behind}.
     */
    public static final Address<Search, Hits> SEARCH = new Address<>("index.search");

    /** Whether the index has caught up with the record. */
    public static final Address<Check.Question, Check> CHECK = new Address<>("index.check");

    private IndexMessages() {}

    /**
     * @param filters all of them must hold
     * @param range only positions in it
     * @param limit at most so many, from 1
     */
    public record Search(List<FieldFilter> filters, List<SeqFilter> seqFilters, SeqRange range, int limit) {
        public Search {
            filters = List.copyOf(filters);
            seqFilters = List.copyOf(seqFilters);
        }
    }

    /**
     * Positions that must be in one of the ranges, or in none of them when negated.
     *
     * @param negated whether the ranges are excluded
     */
    public record SeqFilter(boolean negated, List<SeqRange> ranges) {
        public SeqFilter {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * @param seqs positions, newest first
     * @param more whether further ones match below the last
     */
    public record Hits(List<Long> seqs, boolean more) {
        public Hits {
            seqs = List.copyOf(seqs);
        }
    }
}
