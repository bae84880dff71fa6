package dev.evident.index;

import dev.evident.event.RedactionEvent.Target;
import dev.evident.query.SeqRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.IndexSortSortedNumericDocValuesRangeQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * Redactions: the document of a redacted event is deleted, and in the same step another takes its place, a tombstone that
 * has position, time and tenant alone. Searches then find that one; the bytes of the other are gone from the files when
 * {@link #purge} has had its segment written anew.
 *
 * <p>{@link #add} belongs to the indexing thread; the rest is safe from any.
 */
final class Redactions {
    /** Redactions of many events come one after the other. */
    private static final long SETTLE_NANOS = 1_000_000_000;

    private final IndexWriter writer;
    private final Views views;

    /** Held while documents are replaced, so that no view has one without the other. */
    private final Lock replacing;

    /** Whether events were redacted, and when, since {@link #purge} began last. */
    private volatile boolean redacted;

    private volatile long redactedAt;

    Redactions(IndexWriter writer, Views views, Lock replacing) {
        this.writer = writer;
        this.views = views;
        this.replacing = replacing;
    }

    /**
     * What is left of an event.
     *
     * @param micros when it was accepted
     * @param tenant null when it had none
     */
    private record Tombstone(long position, long micros, @Nullable String tenant) {}

    /**
     * Leaves a tombstone of each of these events that still has content.
     *
     * @param added the number of events that have been added
     */
    void add(List<Target> targets, long added, Mapping mapping) throws IOException {
        List<Tombstone> tombstones = find(targets, added);
        if (tombstones.isEmpty()) {
            return;
        }
        replacing.lock();
        try {
            for (Tombstone tombstone : tombstones) {
                writer.updateDocuments(
                        at(tombstone.position),
                        List.of(mapping.tombstone(tombstone.position, tombstone.micros, tombstone.tenant)));
            }
        } finally {
            replacing.unlock();
        }
        redactedAt = System.nanoTime();
        redacted = true;
    }

    /** The documents at a position; every segment is sorted by it. */
    private static Query at(long position) {
        Query unsorted = NumericDocValuesField.newSlowExactQuery(Mapping.SEQ, position);
        return new IndexSortSortedNumericDocValuesRangeQuery(Mapping.SEQ, position, position, unsorted);
    }

    private List<Tombstone> find(List<Target> targets, long added) throws IOException {
        List<Tombstone> tombstones = new ArrayList<>();
        long end = targets.stream().mapToLong(Target::seq).max().orElse(-1) + 1;
        Snapshot snapshot = views.at(Math.min(end, added));
        try {
            for (Target target : targets) {
                for (SegmentPositions segment : snapshot.segments()) {
                    Tombstone found = find(segment, target);
                    if (found != null) {
                        tombstones.add(found);
                        break;
                    }
                }
            }
        } finally {
            views.release(snapshot);
        }
        return tombstones;
    }

    /** What would be left of an event, when it is in the segment and has content. */
    private static @Nullable Tombstone find(SegmentPositions segment, Target target) throws IOException {
        List<SegmentPositions.Span> spans = segment.spans(Positions.union(List.of(SeqRange.of(target.seq()))));
        if (spans.isEmpty()) {
            return null;
        }
        LeafReader reader = segment.reader();
        Bits live = reader.getLiveDocs();
        int doc = spans.get(0).first();
        while (live != null && !live.get(doc)) {
            if (++doc == spans.get(0).end()) {
                return null;
            }
        }
        if (!DocValues.getSorted(reader, FacetFields.EVENT_TYPE).advanceExact(doc)) {
            return null;
        }
        return new Tombstone(target.seq(), SegmentPositions.longAt(reader, Mapping.TIME, doc), target.tenant());
    }

    /** How many redacted events have content in the files that no search finds any more. */
    long left() {
        IndexWriter.DocStats stats = writer.getDocStats();
        return (long) stats.maxDoc - stats.numDocs;
    }

    /** Whether there is content to purge and no more of it came just now, so that a segment is not written twice. */
    boolean isPurgeDue() {
        return (redacted && System.nanoTime() - redactedAt > SETTLE_NANOS) || (!redacted && left() > 0);
    }

    /** Whether there is content to purge, or may be: deletions are counted when Lucene applies them. */
    boolean isAnyLeft() {
        return redacted || left() > 0;
    }

    /**
     * Writes the segments anew that have deletions, one after the other, while everything else goes on. Takes as long as the
     * disk needs for them. What is being merged already is left to the next call.
     *
     * @return whether there were any; then {@link LuceneIndex#commit} is due, and after it {@link LuceneIndex#refresh}
     */
    boolean purge() throws IOException {
        redacted = false;
        views.refreshFiles(); // which also applies the deletions that are still to be
        long before;
        boolean some = false;
        do {
            before = left();
            writer.forceMergeDeletes(true);
            some |= left() < before;
        } while (left() > 0 && left() != before && writer.isOpen());
        return some;
    }
}
