package dev.evident.index;

import dev.evident.index.StatsMatches.Segment;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;

/** Counts the values of a field that has doc values. Safe to use from any thread. */
final class FacetOrdinals {
    /** Up to this number, matches are counted one by one, whatever number of values the field has, within their bytes. */
    static final int FEW_MATCHES = 20_000;

    private final String field;
    private final int fewMatches;
    private final int mostValues;
    /** Of the values that are counted, in one count. */
    private final long mostBytes;

    private final FacetDictionary dictionary;

    FacetOrdinals(String field) {
        this(field, FEW_MATCHES, FacetDictionary.MAX_VALUES, FacetDictionary.MAX_BYTES);
    }

    FacetOrdinals(String field, int fewMatches, int mostValues, long mostBytes) {
        this.field = field;
        this.fewMatches = fewMatches;
        this.mostValues = mostValues;
        this.mostBytes = mostBytes;
        this.dictionary = new FacetDictionary(field, mostValues);
    }

    /** The most frequent values among the matches. */
    FacetTop count(StatsMatches matches, int most, Deadline deadline) throws IOException {
        return matches.count() <= fewMatches ? few(matches, most) : many(matches, most, deadline);
    }

    private FacetTop few(StatsMatches matches, int most) throws IOException {
        Map<BytesRef, long[]> counts = new HashMap<>();
        long bytes = 0;
        for (Segment segment : matches.segments()) {
            SortedDocValues values = DocValues.getSorted(segment.reader(), field);
            int[] ordinals = new int[segment.count()];
            int found = 0;
            int end = segment.reader().maxDoc();
            for (int doc = segment.next(0, end); doc < end; doc = segment.next(doc + 1, end)) {
                if (values.advanceExact(doc)) {
                    ordinals[found++] = values.ordValue();
                }
            }
            Arrays.sort(ordinals, 0, found);
            for (int i = 0, from = 0; i < found; i++) {
                if (i + 1 == found || ordinals[i + 1] != ordinals[i]) {
                    bytes += add(counts, values.lookupOrd(ordinals[i]), i + 1 - from);
                    if (bytes > mostBytes) {
                        return FacetTop.tooMany(counts.size());
                    }
                    from = i + 1;
                }
            }
        }
        return top(counts, most);
    }

    /** Without the numbers of the whole log, which has too many values for them: up to as many as those are for. */
    private FacetTop own(StatsMatches matches, int most, Deadline deadline) throws IOException {
        Map<BytesRef, long[]> counts = new HashMap<>();
        long bytes = 0;
        for (Segment segment : matches.segments()) {
            SortedDocValues values = DocValues.getSorted(segment.reader(), field);
            int[] own = count(segment, values, deadline);
            for (int ordinal = 0; ordinal < own.length; ordinal++) {
                if (own[ordinal] == 0) {
                    continue;
                }
                bytes += add(counts, values.lookupOrd(ordinal), own[ordinal]);
                if (counts.size() > mostValues || bytes > mostBytes) {
                    return FacetTop.tooMany(counts.size());
                }
            }
        }
        return top(counts, most);
    }

    /** Counts a value; the bytes of memory that it takes when it is a new one. */
    private static int add(Map<BytesRef, long[]> counts, BytesRef value, int more) {
        long[] count = counts.get(value);
        if (count != null) {
            count[0] += more;
            return 0;
        }
        counts.put(BytesRef.deepCopyOf(value), new long[] {more});
        return value.length;
    }

    private static FacetTop top(Map<BytesRef, long[]> counts, int most) throws IOException {
        FacetTop top = new FacetTop(most);
        for (Map.Entry<BytesRef, long[]> entry : counts.entrySet()) {
            long count = entry.getValue()[0];
            top.add(count, () -> new FacetValue(TermBuffer.STRING, entry.getKey(), count));
        }
        return top;
    }

    private FacetTop many(StatsMatches matches, int most, Deadline deadline) throws IOException {
        int[] counts = new int[0];
        for (Segment segment : matches.segments()) {
            deadline.check();
            Optional<FacetDictionary.Segment> numbered = dictionary.segment(segment.reader());
            if (numbered.isEmpty()) {
                return own(matches, most, deadline);
            }
            counts = Arrays.copyOf(counts, Math.max(counts.length, dictionary.size()));
            add(segment, numbered.get(), counts, deadline);
        }
        FacetTop top = new FacetTop(most);
        for (int i = 0; i < counts.length; i++) {
            int number = i;
            int count = counts[i];
            top.add(count, () -> new FacetValue(TermBuffer.STRING, dictionary.value(number), count));
        }
        return top;
    }

    private void add(Segment segment, FacetDictionary.Segment numbered, int[] counts, Deadline deadline)
            throws IOException {
        SortedDocValues values = DocValues.getSorted(segment.reader(), field);
        int[] own = segment.isAll() ? numbered.totals(values) : count(segment, values, deadline);
        for (int ordinal = 0; ordinal < own.length; ordinal++) {
            counts[numbered.number(ordinal)] += own[ordinal];
        }
    }

    private static int[] count(Segment segment, SortedDocValues values, Deadline deadline) throws IOException {
        int[] own = new int[values.getValueCount()];
        int end = segment.reader().maxDoc();
        int doc = segment.next(0, end);
        while (doc < end) {
            deadline.check();
            int piece = (int) Math.min(end, (long) doc + StatsMatches.PIECE);
            for (; doc < piece; doc = segment.next(doc + 1, end)) {
                if (values.advanceExact(doc)) {
                    own[values.ordValue()]++;
                }
            }
        }
        return own;
    }
}
