package dev.evident.index;

import dev.evident.bus.IndexMessages.Hits;
import dev.evident.query.Axis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;

/**
 * The index at one moment. It holds exactly the events from 0 to {@link #size()}, each as one document that is not deleted.
 * Inside a segment the newest event is document 0, so a page deep in the past costs what the first one costs, and a search
 * stops at the last hit it needs.
 *
 * <p>Safe to use from any thread.
 */
final class Snapshot extends IndexSearcher {
    private final int size;

    /** By their newest position, the highest first. */
    private final List<SegmentPositions> segments;

    /** Reads the same as this one and minds the deadline. */
    private final IndexSearcher checked;

    private Snapshot(IndexReader reader, IndexReader checkedReader) throws IOException {
        super(reader);
        setQueryCache(null);
        checked = new IndexSearcher(checkedReader);
        checked.setQueryCache(null);
        size = reader.numDocs();
        List<SegmentPositions> all = new ArrayList<>();
        for (LeafReaderContext segment : getLeafContexts()) {
            all.add(SegmentPositions.of(segment));
        }
        all.sort(Comparator.comparingLong(SegmentPositions::newest).reversed());
        segments = List.copyOf(all);
        requireComplete();
    }

    /**
     * What the parts hold, one after the other. They stay open until the last reference to the snapshot's reader is given
     * back; it has one.
     *
     * @throws CorruptIndexException when they are not all events from 0 to a position
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

    /** Its segments by their newest position, the highest first. */
    List<SegmentPositions> segments() {
        return segments;
    }

    /** Finds the same as this one, for work that runs {@linkplain Deadline#in in a deadline}. */
    IndexSearcher checked() {
        return checked;
    }

    /** The events that match and stand at one of the positions. */
    Hits find(Plan plan, Deadline deadline) throws IOException {
        if (plan.axis() == Axis.OCCURRED) {
            return deadline.in(() -> OccurrenceQueries.find(checked, plan));
        }
        return deadline.in(() -> {
            Weight weight = checked.createWeight(checked.rewrite(plan.query()), ScoreMode.COMPLETE_NO_SCORES, 1);
            Scan scan = new Scan(weight, checked.getLeafContexts(), plan.positions(), plan.limit() + 1, deadline);
            List<Long> found = plan.oldestFirst() ? scan.oldest(segments) : scan.newest(segments);
            boolean more = found.size() > plan.limit();
            return new Hits(more ? found.subList(0, plan.limit()) : found, more);
        });
    }

    /** That the positions reach as far as there are events. */
    private void requireComplete() throws CorruptIndexException {
        long end = segments.isEmpty() ? 0 : segments.get(0).newest() + 1;
        long first = segments.stream().mapToLong(SegmentPositions::oldest).min().orElse(0);
        if (first != 0 || end != size) {
            throw new CorruptIndexException(
                    "it holds " + size + " events between the positions " + first + " and " + end,
                    getIndexReader().toString());
        }
    }
}
