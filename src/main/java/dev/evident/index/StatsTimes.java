package dev.evident.index;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/** Where times stand in the log: they never decrease with the position, so they are found by halving. */
final class StatsTimes {
    private final List<LeafReaderContext> segments;
    private final int size;

    StatsTimes(Snapshot snapshot) {
        segments = snapshot.getLeafContexts();
        size = snapshot.size();
    }

    /** The position of the first event not before the time; the number of events when there is none. */
    long position(long micros) throws IOException {
        int low = 0;
        int high = segments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(segments.get(middle).reader(), 0) < micros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == segments.size() ? size : position(segments.get(low), micros);
    }

    /** When the event was accepted that is a document of a segment. */
    static long at(LeafReader segment, int doc) throws IOException {
        NumericDocValues times = segment.getNumericDocValues(Mapping.TIME);
        if (times == null || !times.advanceExact(doc)) {
            throw new CorruptIndexException("an event has no time", segment.toString());
        }
        return times.longValue();
    }

    /** Inside the segment newer events have smaller numbers. */
    private static long position(LeafReaderContext segment, long micros) throws IOException {
        int low = 0; // not before the time
        int high = segment.reader().maxDoc(); // before it
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (at(segment.reader(), middle) < micros) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return (long) segment.docBase + segment.reader().maxDoc() - 1 - low;
    }
}
