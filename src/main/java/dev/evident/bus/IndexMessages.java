package dev.evident.bus;

import dev.evident.query.FieldFilter;
import dev.evident.query.SeqRange;
import dev.evident.query.TextClause;
import java.util.List;

/** What the index verticle serves. */
public final class IndexMessages {

    /**
     * Finds positions. The response covers every event acknowledged before the request arrived; when the
     * index cannot be brought that far in time, it fails with the problem {@code index-behind}.
     */
    public static final Address<Search, Hits> SEARCH = new Address<>("index.search");

    /** Whether the index has caught up with the record. */
    public static final Address<Check.Request, Check> CHECK = new Address<>("index.check");

    /** Makes what is indexed survive a crash; the response is the number of events for which that is so. */
    public static final Address<Commit, Long> COMMIT = new Address<>("index.commit");

    /** Published whenever the index has taken in more events, or was lost. */
    public static final Topic<Indexed> INDEXED = new Topic<>("index.indexed");

    private IndexMessages() {}

    /** The request for a commit. */
    public enum Commit {
        NOW
    }

    /**
     * How far the index has come.
     *
     * @param events events in it
     * @param following whether it has been level with the record and should stay near it; false while it is opened,
     *     rebuilt or catching up after a start, when nobody should wait for it
     */
    public record Indexed(long events, boolean following) {}

    /**
     * Which events are meant: all of this must hold.
     *
     * @param filters on what producers sent
     * @param text words and phrases that must occur, or must not
     * @param seqFilters on positions
     * @param range only positions in it
     */
    public record Conditions(
            List<FieldFilter> filters, List<TextClause> text, List<SeqFilter> seqFilters, SeqRange range) {
        public Conditions {
            filters = List.copyOf(filters);
            text = List.copyOf(text);
            seqFilters = List.copyOf(seqFilters);
        }

        /** Whether a range of the log is all that is asked for, so that no index is needed. */
        public boolean onlyRange() {
            return filters.isEmpty() && text.isEmpty() && seqFilters.isEmpty();
        }

        /** The same within a further range. */
        public Conditions within(SeqRange other) {
            return new Conditions(filters, text, seqFilters, range.intersect(other));
        }
    }

    /**
     * Asks for positions.
     *
     * @param oldestFirst the order of the positions
     * @param limit maximum number of positions, from 1
     * @param cancellation ends the search early when nobody waits for it; it fails then
     */
    public record Search(Conditions conditions, boolean oldestFirst, int limit, Cancellation cancellation) {}

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
     * @param seqs positions, in the order asked for
     * @param more whether further ones match after the last
     */
    public record Hits(List<Long> seqs, boolean more) {
        public Hits {
            seqs = List.copyOf(seqs);
        }
    }
}
