package dev.evident.index;

import dev.evident.bus.IndexMessages.Hits;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
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

    /** Reads the same as this one and minds the deadline. */
    private final IndexSearcher checked;

    private Snapshot(IndexReader reader, IndexReader checkedReader) throws IOException {
        super(reader);
        setQueryCache(null);
        checked = new IndexSearcher(checkedReader);
        checked.setQueryCache(null);
        size = reader.maxDoc();
        for (LeafReaderContext segment : getLeafContexts()) {
            requireUnbroken(segment);
        }
    }

    /**
     * What the parts hold, one after the other. They stay open until the last reference to the snapshot's reader is given
     * back; it has one.
     *
     * @throws CorruptIndexException when their segments are not those of an unbroken log
     */
    static Snapshot of(List<DirectoryReader> parts) throws IOException {
        IndexReader[] checked = new IndexReader[parts.size()];
        for (int i = 0; i < checked.length; i++) {
            checked[i] = CheckedReader.of(parts.get(i));
        }
        IndexReader reader = new MultiReader(parts.toArray(IndexReader[]::new), false);
        try {
            return new Snapshot(reader, new MultiReader(checked, false));
        } catch (IOException | RuntimeException failure) {
            reader.decRef();
            throw failure;
        }
    }

    /** The number of events it covers. */
    int size() {
        return size;
    }

    /** Finds the same as this one, for work that runs {@linkplain Deadline#in in a deadline}. */
    IndexSearcher checked() {
        return checked;
    }

    /** The events that match and stand at one of the positions. */
    Hits find(Plan plan, Deadline deadline) throws IOException {
        return deadline.in(() -> {
            Weight weight = checked.createWeight(checked.rewrite(plan.query()), ScoreMode.COMPLETE_NO_SCORES, 1);
            Scan scan = new Scan(weight, plan.positions(), plan.limit() + 1, deadline);
            List<LeafReaderContext> segments = checked.getLeafContexts();
            for (int i = 0; i < segments.size() && !scan.hasEnough(); i++) {
                deadline.check();
                if (plan.oldestFirst()) {
                    scan.oldest(segments.get(i));
                } else {
                    scan.newest(segments.get(segments.size() - 1 - i));
                }
            }
            boolean more = scan.hasEnough();
            return new Hits(more ? scan.found().subList(0, plan.limit()) : scan.found(), more);
        });
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
