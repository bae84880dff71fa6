package dev.evident.index;

import dev.evident.query.SeqRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The events that match, found once and then looked at as often as needed: a bit for each event of each segment that
 * has matches and others. Belongs to one thread.
 */
final class StatsMatches {
    /** Events that may be looked at from one look at the clock to the next. */
    static final int PIECE = 1 << 14;

    private final List<Segment> segments = new ArrayList<>();
    private final Deadline deadline;
    private long count;

    private StatsMatches(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Every event at the positions. */
    static StatsMatches all(Snapshot snapshot, Positions positions, Deadline deadline) throws IOException {
        return find(snapshot, segment -> null, true, positions, deadline);
    }

    /**
     * Every event at the positions that matches.
     *
     * @param searcher of the snapshot, {@linkplain Snapshot#checked checked} when it may take long to look up what the
     *     query means; finding the matches looks at the clock itself
     */
    static StatsMatches find(
            Snapshot snapshot, IndexSearcher searcher, Query query, Positions positions, Deadline deadline)
            throws IOException {
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        List<LeafReaderContext> segments = searcher.getLeafContexts();
        return find(snapshot, segment -> weight.bulkScorer(segments.get(segment.ord)), false, positions, deadline);
    }

    /** Looks up what matches in a segment; nothing when nothing does. */
    private interface Finding {
        @Nullable
        BulkScorer in(LeafReaderContext segment) throws IOException;
    }

    private static StatsMatches find(
            Snapshot snapshot, Finding finding, boolean all, Positions positions, Deadline deadline)
            throws IOException {
        StatsMatches matches = new StatsMatches(deadline);
        for (LeafReaderContext context : snapshot.getLeafContexts()) {
            deadline.check();
            Segment segment = matches.find(context, finding, all, positions);
            if (segment.count > 0) {
                matches.segments.add(segment);
                matches.count += segment.count;
            }
        }
        return matches;
    }

    /** How many match. */
    long count() {
        return count;
    }

    /** The segments that have matches, oldest first. */
    List<Segment> segments() {
        return segments;
    }

    private Segment find(LeafReaderContext context, Finding finding, boolean all, Positions positions)
            throws IOException {
        int size = context.reader().maxDoc();
        long end = (long) context.docBase + size;
        List<SeqRange> ranges =
                positions.within(new SeqRange(context.docBase, end)).ranges();
        if (ranges.isEmpty()) {
            return new Segment(context, null, 0);
        }
        if (all && ranges.get(0).equals(new SeqRange(context.docBase, end))) {
            return new Segment(context, null, size);
        }
        FixedBitSet bits = new FixedBitSet(size);
        BulkScorer scorer = finding.in(context);
        if (scorer == null && !all) {
            return new Segment(context, null, 0);
        }
        for (SeqRange range : ranges) {
            int first = (int) (end - range.to());
            int after = (int) (end - range.from());
            if (scorer == null) {
                bits.set(first, after);
            } else {
                collect(scorer, bits, first, after);
            }
        }
        int count = bits.cardinality();
        return new Segment(context, count == size ? null : bits, count);
    }

    private void collect(BulkScorer scorer, FixedBitSet bits, int first, int after) throws IOException {
        LeafCollector collector = new LeafCollector() {
            @Override
            public void setScorer(Scorable scores) {
                // nobody asks for scores
            }

            @Override
            public void collect(int doc) {
                bits.set(doc);
            }
        };
        for (int at = first; at < after; ) {
            deadline.check();
            int piece = (int) Math.min(after, (long) at + PIECE);
            at = Math.max(piece, scorer.score(collector, null, at, piece));
        }
    }

    /**
     * The matches in one segment, in which the newest event is document 0.
     *
     * @param bits those that match; null when all do
     * @param count how many match
     */
    record Segment(LeafReaderContext context, @Nullable FixedBitSet bits, int count) {
        LeafReader reader() {
            return context.reader();
        }

        /** Whether every event of the segment matches. */
        boolean isAll() {
            return bits == null;
        }

        boolean has(int doc) {
            return bits == null || bits.get(doc);
        }

        /** The first match from a document on that is before {@code end}, or {@code end}. */
        int next(int doc, int end) {
            if (doc >= end || bits == null) {
                return Math.min(doc, end);
            }
            int next = bits.nextSetBit(doc, end);
            return next == DocIdSetIterator.NO_MORE_DOCS ? end : next;
        }

        /** How many match from a document on and before another. */
        int count(int from, int to) {
            if (bits == null || from >= to) {
                return Math.max(0, to - from);
            }
            long[] words = bits.getBits();
            int first = from >> 6;
            int last = (to - 1) >> 6;
            long head = -1L << from;
            long tail = -1L >>> -to;
            if (first == last) {
                return Long.bitCount(words[first] & head & tail);
            }
            int count = Long.bitCount(words[first] & head) + Long.bitCount(words[last] & tail);
            for (int i = first + 1; i < last; i++) {
                count += Long.bitCount(words[i]);
            }
            return count;
        }

        /** The oldest match; there must be one. */
        int oldest() {
            int last = reader().maxDoc() - 1;
            return bits == null ? last : bits.prevSetBit(last);
        }
    }
}
