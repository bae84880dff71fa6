package dev.evident.index;

import dev.evident.index.SegmentPositions.PositionReader;
import dev.evident.index.SegmentPositions.Span;
import dev.evident.query.SeqRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * Collects matching positions until there are enough. Segments are sorted newest first and Lucene reads in that direction
 * only. Newest first, segments are merged as they are read, each opened when its turn may have come, so that a full page
 * ends the scan. Oldest first, the last documents of the oldest segments are looked at and the last matches kept; only
 * where they are too thinly sown is the rest of a segment looked at, in one pass. Belongs to one thread.
 */
final class Scan {
    /** Documents that are looked at first when the oldest are wanted. */
    static final int WINDOW = 1 << 16;

    private final Weight weight;
    private final List<LeafReaderContext> leaves;
    private final Positions positions;
    private final int most;
    private final Deadline deadline;

    /**
     * A scan that ends with so many matches.
     *
     * @param leaves for which the weight was made, by their ordinal
     */
    Scan(Weight weight, List<LeafReaderContext> leaves, Positions positions, int most, Deadline deadline) {
        this.weight = weight;
        this.leaves = leaves;
        this.positions = positions;
        this.most = most;
        this.deadline = deadline;
    }

    /**
     * The newest matches, from the newest down.
     *
     * @param segments by their newest position, the highest first
     */
    List<Long> newest(List<SegmentPositions> segments) throws IOException {
        PriorityQueue<Cursor> open =
                new PriorityQueue<>(Comparator.comparingLong(Cursor::position).reversed());
        List<Long> found = new ArrayList<>();
        int next = 0;
        while (found.size() < most) {
            while (next < segments.size()
                    && (open.isEmpty() || segments.get(next).newest() > open.element().position)) {
                deadline.check();
                Cursor cursor = cursor(segments.get(next), segments.get(next).spans(positions));
                next++;
                if (cursor != null && cursor.next()) {
                    open.add(cursor);
                }
            }
            Cursor newest = open.poll();
            if (newest == null) {
                break;
            }
            found.add(newest.position);
            if (newest.next()) {
                open.add(newest);
            }
        }
        return found;
    }

    /** The oldest matches, from the oldest up. The segments may come in any order. */
    List<Long> oldest(List<SegmentPositions> segments) throws IOException {
        PriorityQueue<Long> kept = new PriorityQueue<>(Comparator.reverseOrder());
        List<SegmentPositions> oldestFirst = segments.stream()
                .sorted(Comparator.comparingLong(SegmentPositions::oldest))
                .toList();
        for (SegmentPositions segment : oldestFirst) {
            deadline.check();
            List<Span> spans = segment.spans(positions);
            if (!spans.isEmpty()) {
                int cut = spans.get(spans.size() - 1).end() - WINDOW;
                oldest(segment, kept, cut, Integer.MAX_VALUE);
                oldest(segment, kept, 0, cut);
            }
        }
        return kept.stream().sorted().toList();
    }

    /** Adds the oldest matches of a segment's documents from {@code first} on and before {@code end}. */
    private void oldest(SegmentPositions segment, PriorityQueue<Long> kept, int first, int end) throws IOException {
        boolean full = kept.size() == most;
        Positions wanted = full ? positions.within(new SeqRange(0, kept.element())) : positions;
        List<Span> spans = segment.spans(wanted).stream()
                .map(span -> new Span(Math.max(span.first(), first), Math.min(span.end(), end)))
                .filter(span -> span.first() < span.end())
                .toList();
        Cursor cursor = cursor(segment, spans);
        if (cursor == null) {
            return;
        }
        long[] last = new long[most];
        long taken = 0;
        while (cursor.next()) {
            last[(int) (taken++ % most)] = cursor.position;
        }
        for (long i = Math.max(0, taken - most); i < taken; i++) {
            kept.add(last[(int) (i % most)]);
            if (kept.size() > most) {
                kept.remove();
            }
        }
    }

    /** Reads the matches in the spans; nothing when there are none. */
    private @Nullable Cursor cursor(SegmentPositions segment, List<Span> spans) throws IOException {
        Scorer scorer = spans.isEmpty() ? null : weight.scorer(leaves.get(segment.context().ord));
        return scorer == null
                ? null
                : new Cursor(scorer.iterator(), segment.reader().getLiveDocs(), segment.positions(), spans);
    }

    /** The matches in one segment, one after the other, the newest first. */
    private final class Cursor {
        private final DocIdSetIterator matches;
        private final @Nullable Bits live;
        private final PositionReader reader;
        private final List<Span> spans;
        private int span;
        private long position;

        Cursor(DocIdSetIterator matches, @Nullable Bits live, PositionReader reader, List<Span> spans) {
            this.matches = matches;
            this.live = live;
            this.reader = reader;
            this.spans = spans;
        }

        long position() {
            return position;
        }

        /** Goes to the next match; whether there is one. */
        boolean next() throws IOException {
            int doc = matches.docID() < spans.get(0).first()
                    ? matches.advance(spans.get(0).first())
                    : matches.nextDoc();
            while (doc != DocIdSetIterator.NO_MORE_DOCS) {
                deadline.step();
                while (span < spans.size() && spans.get(span).end() <= doc) {
                    span++;
                }
                if (span == spans.size()) {
                    return false;
                }
                if (doc < spans.get(span).first()) {
                    doc = matches.advance(spans.get(span).first());
                } else if (live != null && !live.get(doc)) {
                    doc = matches.nextDoc();
                } else {
                    position = reader.at(doc);
                    return true;
                }
            }
            return false;
        }
    }
}
