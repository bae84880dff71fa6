package dev.evident.index;

import dev.evident.bus.IndexMessages.Hits;
import dev.evident.query.SeqRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;

/**
 * The index at one moment. It holds exactly the events from 0 to {@link #size()}: segment follows segment without a
 * gap, and inside a segment the newest event is document 0. So the place of a position is known by arithmetic, a page
 * deep in the past costs what the first one costs, and a search stops at the last hit it needs.
 *
 * <p>Safe to use from any thread.
 */
final class Snapshot extends IndexSearcher {
    private final int size;

    /** @throws CorruptIndexException when the segments are not those of an unbroken log */
    Snapshot(IndexReader reader) throws IOException {
        super(reader);
        setQueryCache(null);
        size = reader.maxDoc();
        for (LeafReaderContext segment : getLeafContexts()) {
            requireUnbroken(segment);
        }
    }

    /** The number of events it covers. */
    int size() {
        return size;
    }

    /** The newest events that match and stand at one of the positions; at most {@code limit}. */
    Hits newest(Query query, Positions positions, int limit) throws IOException {
        Weight weight = createWeight(rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        List<Long> found = new ArrayList<>(Math.min(limit, 1_000) + 1);
        List<LeafReaderContext> segments = getLeafContexts();
        for (int i = segments.size() - 1; i >= 0 && found.size() <= limit; i--) {
            collect(weight, segments.get(i), positions, limit + 1, found);
        }
        boolean more = found.size() > limit;
        return new Hits(more ? found.subList(0, limit) : found, more);
    }

    private static void collect(
            Weight weight, LeafReaderContext segment, Positions positions, int most, List<Long> found)
            throws IOException {
        long end = (long) segment.docBase + segment.reader().maxDoc();
        List<SeqRange> ranges =
                positions.within(new SeqRange(segment.docBase, end)).ranges();
        if (ranges.isEmpty()) {
            return;
        }
        Scorer scorer = weight.scorer(segment);
        if (scorer == null) {
            return;
        }
        DocIdSetIterator matches = scorer.iterator();
        for (SeqRange range : ranges) {
            int first = (int) (end - range.to());
            int last = (int) (end - 1 - range.from());
            int doc = matches.docID() < first ? matches.advance(first) : matches.docID();
            for (; doc <= last; doc = matches.nextDoc()) {
                found.add(end - 1 - doc);
                if (found.size() == most) {
                    return;
                }
            }
        }
    }

    /** That the segment holds the events from its base on, all of them, newest first. */
    private static void requireUnbroken(LeafReaderContext segment) throws IOException {
        LeafReader reader = segment.reader();
        int last = reader.maxDoc() - 1;
        NumericDocValues seqs = reader.getNumericDocValues(Mapping.SEQ);
        boolean unbroken = seqs != null
                && !reader.hasDeletions()
                && seqs.advanceExact(0)
                && seqs.longValue() == (long) segment.docBase + last
                && seqs.advanceExact(last)
                && seqs.longValue() == segment.docBase;
        if (!unbroken) {
            throw new CorruptIndexException(
                    "it is not an unbroken log from position " + segment.docBase + " on", reader.toString());
        }
    }
}
