package dev.evident.index;

import dev.evident.index.SegmentPositions.Span;
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
import org.apache.lucene.util.Bits;
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
        for (SegmentPositions context : snapshot.segments()) {
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

    /** The segments that have matches, in no order that matters. */
    List<Segment> segments() {
        return segments;
    }

    private Segment find(SegmentPositions segment, Finding finding, boolean all, Positions positions)
            throws IOException {
        int size = segment.reader().maxDoc();
        Bits live = segment.reader().getLiveDocs();
        List<Span> spans = segment.spans(positions);
        if (spans.isEmpty()) {
            return new Segment(segment, null, 0);
        }
        if (all && live == null && spans.get(0).equals(new Span(0, size))) {
            return new Segment(segment, null, size);
        }
        FixedBitSet bits = new FixedBitSet(size);
        BulkScorer scorer = finding.in(segment.context());
        if (scorer == null && !all) {
            return new Segment(segment, null, 0);
        }
        for (Span span : spans) {
            if (scorer == null) {
                set(bits, live, span);
            } else {
                collect(scorer, bits, live, span);
            }
        }
        int count = bits.cardinality();
        return new Segment(segment, count == size ? null : bits, count);
    }

    private static void set(FixedBitSet bits, @Nullable Bits live, Span span) {
        bits.set(span.first(), span.end());
        for (int doc = span.first(); live != null && doc < span.end(); doc++) {
            if (!live.get(doc)) {
                bits.clear(doc);
            }
        }
    }

    private void collect(BulkScorer scorer, FixedBitSet bits, @Nullable Bits live, Span span) throws IOException {
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
        for (int at = span.first(); at < span.end(); ) {
            deadline.check();
            int piece = (int) Math.min(span.end(), (long) at + PIECE);
            at = Math.max(piece, scorer.score(collector, live, at, piece));
        }
    }

    /**
     * The matches in one segment, in which the newest event is document 0.
     *
     * @param bits those that match; null when all do
     * @param count how many match
     */
    record Segment(SegmentPositions positions, @Nullable FixedBitSet bits, int count) {
        LeafReader reader() {
            return positions.reader();
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
