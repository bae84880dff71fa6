package dev.evident.index;

import dev.evident.query.SeqRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;

/**
 * Collects matching positions segment by segment, until there are enough. In a segment the newest event is document 0,
 * and Lucene reads in that direction only: newest first is to stop early. Oldest first is to look at the last documents
 * and keep the last matches; only where they are too thinly sown is the rest of the segment looked at, in one pass.
 */
final class Scan {
    /** Documents that are looked at first when the oldest are wanted. */
    static final int WINDOW = 1 << 16;

    private final Weight weight;
    private final Positions positions;
    private final int most;
    private final Deadline deadline;
    private final List<Long> found = new ArrayList<>();

    Scan(Weight weight, Positions positions, int most, Deadline deadline) {
        this.weight = weight;
        this.positions = positions;
        this.most = most;
        this.deadline = deadline;
    }

    /** Documents from {@code first} to {@code last}, both included. */
    private record Span(int first, int last) {}

    /** Takes a match. */
    private interface Sink {
        /** Whether it wants more. */
        boolean take(int doc);
    }

    /** The positions found. */
    List<Long> found() {
        return found;
    }

    boolean hasEnough() {
        return found.size() >= most;
    }

    /** Adds the newest matches of a segment, from the newest down. */
    void newest(LeafReaderContext segment) throws IOException {
        long newest = end(segment) - 1;
        read(segment, spans(segment), doc -> {
            found.add(newest - doc);
            return !hasEnough();
        });
    }

    /** Adds the oldest matches of a segment, from the oldest up. */
    void oldest(LeafReaderContext segment) throws IOException {
        List<Span> spans = spans(segment);
        if (spans.isEmpty()) {
            return;
        }
        int cut = spans.get(spans.size() - 1).last - WINDOW + 1;
        last(segment, within(spans, cut, Integer.MAX_VALUE));
        if (!hasEnough()) {
            last(segment, within(spans, 0, cut - 1));
        }
    }

    /** Adds the last matches in the spans, from the last up. */
    private void last(LeafReaderContext segment, List<Span> spans) throws IOException {
        Ring ring = new Ring(most - found.size());
        read(segment, spans, ring);
        long newest = end(segment) - 1;
        for (int i = 0; i < ring.size(); i++) {
            found.add(newest - ring.fromLast(i));
        }
    }

    private void read(LeafReaderContext segment, List<Span> spans, Sink sink) throws IOException {
        Scorer scorer = spans.isEmpty() ? null : weight.scorer(segment);
        if (scorer == null) {
            return;
        }
        DocIdSetIterator matches = scorer.iterator();
        for (Span span : spans) {
            int doc = matches.docID() < span.first ? matches.advance(span.first) : matches.docID();
            for (; doc <= span.last; doc = matches.nextDoc()) {
                deadline.step();
                if (!sink.take(doc)) {
                    return;
                }
            }
        }
    }

    /** Where the wanted positions are in a segment, in the order of its documents. */
    private List<Span> spans(LeafReaderContext segment) {
        long end = end(segment);
        return positions.within(new SeqRange(segment.docBase, end)).ranges().stream()
                .map(range -> new Span((int) (end - range.to()), (int) (end - 1 - range.from())))
                .toList();
    }

    private static List<Span> within(List<Span> spans, int first, int last) {
        return spans.stream()
                .map(span -> new Span(Math.max(span.first, first), Math.min(span.last, last)))
                .filter(span -> span.first <= span.last)
                .toList();
    }

    private static long end(LeafReaderContext segment) {
        return (long) segment.docBase + segment.reader().maxDoc();
    }

    /** Keeps the last few documents. */
    private static final class Ring implements Sink {
        private final int[] docs;
        private long taken;

        Ring(int size) {
            docs = new int[size];
        }

        @Override
        public boolean take(int doc) {
            docs[(int) (taken++ % docs.length)] = doc;
            return true;
        }

        int size() {
            return (int) Math.min(taken, docs.length);
        }

        int fromLast(int i) {
            return docs[(int) ((taken - 1 - i) % docs.length)];
        }
    }
}
