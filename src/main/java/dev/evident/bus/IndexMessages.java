package dev.evident.bus;

import dev.evident.query.Axis;
import dev.evident.query.FieldFilter;
import dev.evident.query.Place;
import dev.evident.query.SeqRange;
import dev.evident.query.TextClause;
import dev.evident.query.TimeRange;
import java.util.List;
import java.util.Optional;

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
     * @param occurred only what happened then
     */
    public record Conditions(
            List<FieldFilter> filters,
            List<TextClause> text,
            List<SeqFilter> seqFilters,
            SeqRange range,
            TimeRange occurred) {
        /** Whenever it happened. */
        public Conditions(
                List<FieldFilter> filters, List<TextClause> text, List<SeqFilter> seqFilters, SeqRange range) {
            this(filters, text, seqFilters, range, TimeRange.ALL);
        }

        public Conditions {
            filters = List.copyOf(filters);
            text = List.copyOf(text);
            seqFilters = List.copyOf(seqFilters);
        }

        /** Whether a range of the log is all that is requested, so that no index is needed. */
        public boolean onlyRange() {
            return filters.isEmpty() && text.isEmpty() && seqFilters.isEmpty() && occurred.equals(TimeRange.ALL);
        }

        /** The same within a further range. */
        public Conditions within(SeqRange other) {
            return new Conditions(filters, text, seqFilters, range.intersect(other), occurred);
        }
    }

    /**
     * Asks for positions.
     *
     * @param axis the time by which events are ordered
     * @param after by {@link Axis#OCCURRED}, where the page before ended; empty for the first page
     * @param oldestFirst the order of the positions
     * @param limit maximum number of positions, from 1
     * @param cancellation ends the search early when nobody waits for it; it fails then
     */
    public record Search(
            Conditions conditions,
            Axis axis,
            Optional<Place> after,
            boolean oldestFirst,
            int limit,
            Cancellation cancellation) {
        /** In the order of the log. */
        public Search(Conditions conditions, boolean oldestFirst, int limit, Cancellation cancellation) {
            this(conditions, Axis.RECORDED, Optional.empty(), oldestFirst, limit, cancellation);
        }

        /** The same for the page after one whose response this is; there must be more. */
        public Search next(Hits hits) {
            long last = hits.seqs().get(hits.seqs().size() - 1);
            SeqRange left = oldestFirst ? new SeqRange(last + 1, Long.MAX_VALUE) : new SeqRange(0, last);
            Conditions rest = axis == Axis.RECORDED ? conditions.within(left) : conditions;
            return new Search(rest, axis, hits.last(), oldestFirst, limit, cancellation);
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
     * @param seqs positions, in the order of the request
     * @param more whether further ones match after the last
     * @param last by {@link Axis#OCCURRED}, the place of the last of them
     */
    public record Hits(List<Long> seqs, boolean more, Optional<Place> last) {
        /** In the order of the log. */
        public Hits(List<Long> seqs, boolean more) {
            this(seqs, more, Optional.empty());
        }

        public Hits {
            seqs = List.copyOf(seqs);
        }
    }
}
