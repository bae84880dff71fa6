package dev.evident.index;

import dev.evident.query.SeqRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/**
 * Which positions of the log a segment's documents have. A document knows its position by the doc value {@value
 * Mapping#SEQ}, and a segment is sorted by it, the newest first; there may be holes, and other segments may have what is
 * missing. So the documents of a range are found by halving, or by arithmetic where nothing is missing. Immutable.
 *
 * @param newest position, of document 0
 * @param oldest position, of the last document
 */
record SegmentPositions(LeafReaderContext context, long newest, long oldest) {

    /**
     * Looks at both ends of a segment.
     *
     * @throws CorruptIndexException when they have no positions, or not in this order
     */
    static SegmentPositions of(LeafReaderContext context) throws IOException {
        LeafReader reader = context.reader();
        long newest = longAt(reader, Mapping.SEQ, 0);
        long oldest = longAt(reader, Mapping.SEQ, reader.maxDoc() - 1);
        if (newest - oldest < reader.numDocs() - 1) {
            throw new CorruptIndexException("it is not sorted by position", reader.toString());
        }
        return new SegmentPositions(context, newest, oldest);
    }

    /** Documents from {@code first} on and before {@code end}. */
    record Span(int first, int end) {}

    /** Reads the positions of documents, or another number that each has, in any order. Belongs to one thread. */
    interface PositionReader {
        long at(int doc) throws IOException;
    }

    LeafReader reader() {
        return context.reader();
    }

    PositionReader positions() throws IOException {
        if (isUnbroken()) {
            return doc -> newest - doc;
        }
        return values(reader(), Mapping.SEQ);
    }

    /** Where the wanted positions are, in the order of the documents. */
    List<Span> spans(Positions wanted) throws IOException {
        List<Span> spans = new ArrayList<>();
        for (SeqRange range : wanted.within(new SeqRange(oldest, newest + 1)).ranges()) {
            Span span = new Span(below(range.to()), below(range.from()));
            if (span.first < span.end) {
                spans.add(span);
            }
        }
        return spans;
    }

    /** The first document whose position is below another; the number of documents when there is none. */
    private int below(long position) throws IOException {
        int size = reader().maxDoc();
        if (position > newest) {
            return 0;
        }
        if (position <= oldest) {
            return size;
        }
        return isUnbroken() ? (int) (newest + 1 - position) : firstBelow(reader(), Mapping.SEQ, position);
    }

    /** A deleted document may have the position of another. */
    private boolean isUnbroken() {
        return newest - oldest == reader().maxDoc() - 1 && !reader().hasDeletions();
    }

    /** The first document whose value of a field that falls with the documents is below another. */
    static int firstBelow(LeafReader reader, String field, long bound) throws IOException {
        PositionReader values = values(reader, field);
        int low = 0;
        int high = reader.maxDoc();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values.at(middle) < bound) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** A document's value of a field that every document has. */
    static long longAt(LeafReader reader, String field, int doc) throws IOException {
        return values(reader, field).at(doc);
    }

    /** Values that every document has are a plain array, which Lucene reads in any order. */
    static PositionReader values(LeafReader reader, String field) throws IOException {
        NumericDocValues values = reader.getNumericDocValues(field);
        return doc -> {
            if (values == null || !values.advanceExact(doc)) {
                throw new CorruptIndexException("a document has no " + field, reader.toString());
            }
            return values.longValue();
        };
    }
}
