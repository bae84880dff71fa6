package dev.evident.index;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader.CacheHelper;
import org.apache.lucene.index.IndexReader.CacheKey;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;
import org.jspecify.annotations.Nullable;

/**
 * One number for each value of a field, the same in all segments, so that counting is adding up in an array. Built
 * segment by segment when they are first asked about and kept as long as they live; the log forgets nothing, so no
 * number is ever given up. Bounded: a field with more values has no dictionary. Safe to use from any thread.
 */
final class FacetDictionary {
    static final int MAX_VALUES = 200_000;
    static final long MAX_BYTES = 24L << 20;

    private final String field;
    private final int mostValues;
    private final Map<CacheKey, Segment> segments = new HashMap<>();
    private BytesRefHash values = new BytesRefHash();
    private boolean tooMany;

    FacetDictionary(String field) {
        this(field, MAX_VALUES);
    }

    FacetDictionary(String field, int mostValues) {
        this.field = field;
        this.mostValues = mostValues;
    }

    /** What is known about a segment. */
    static final class Segment {
        private final int[] numbers;
        private volatile int @Nullable [] totals;

        private Segment(int[] numbers) {
            this.numbers = numbers;
        }

        /** The number of a value, by its place in the segment's own order. */
        int number(int ordinal) {
            return numbers[ordinal];
        }

        /** How many events of the segment have each value, by its place in the segment's own order. */
        int[] totals(SortedDocValues values) throws IOException {
            int[] known = totals;
            if (known == null) {
                known = new int[numbers.length];
                while (values.nextDoc() != SortedDocValues.NO_MORE_DOCS) {
                    known[values.ordValue()]++;
                }
                totals = known;
            }
            return known;
        }
    }

    /** Numbers the values of a segment; nothing when the field has too many. */
    synchronized Optional<Segment> segment(LeafReader reader) throws IOException {
        CacheHelper life = reader.getCoreCacheHelper();
        Segment known = segments.get(life.getKey());
        if (known != null || tooMany) {
            return Optional.ofNullable(known);
        }
        SortedDocValues sorted = DocValues.getSorted(reader, field);
        if (sorted.getValueCount() > mostValues) {
            return overflow();
        }
        int[] numbers = new int[sorted.getValueCount()];
        TermsEnum terms = sorted.termsEnum();
        for (int ordinal = 0; ordinal < numbers.length; ordinal++) {
            int added = values.add(terms.next());
            numbers[ordinal] = added < 0 ? -added - 1 : added;
        }
        if (values.size() > mostValues || values.ramBytesUsed() > MAX_BYTES) {
            return overflow();
        }
        Segment segment = new Segment(numbers);
        segments.put(life.getKey(), segment);
        life.addClosedListener(this::forget);
        return Optional.of(segment);
    }

    /** How many values have a number; those are the numbers below. */
    synchronized int size() {
        return values.size();
    }

    synchronized BytesRef value(int number) {
        return BytesRef.deepCopyOf(values.get(number, new BytesRef()));
    }

    private synchronized void forget(CacheKey segment) {
        segments.remove(segment);
    }

    private Optional<Segment> overflow() {
        tooMany = true;
        segments.clear();
        values = new BytesRefHash();
        return Optional.empty();
    }
}
