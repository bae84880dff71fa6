package dev.evident.index;

import java.io.IOException;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/** Sorted doc values without those of erased events: a value that only they have is not among them. */
final class ErasedValues extends SortedDocValues {
    private final SortedDocValues in;
    private final FixedBitSet erased;
    private final Numbers numbers;

    ErasedValues(SortedDocValues in, FixedBitSet erased, Numbers numbers) {
        this.in = in;
        this.erased = erased;
        this.numbers = numbers;
    }

    /**
     * How the values that are left are numbered.
     *
     * @param left by the number that a value had, the number it has; anything where it has none
     * @param had the opposite
     */
    record Numbers(int[] left, int[] had) {
        /** Looks at the values of all events. */
        static Numbers of(SortedDocValues values, FixedBitSet erased) throws IOException {
            FixedBitSet used = new FixedBitSet(Math.max(1, values.getValueCount()));
            for (int doc = values.nextDoc(); doc != NO_MORE_DOCS; doc = values.nextDoc()) {
                if (!erased.get(doc)) {
                    used.set(values.ordValue());
                }
            }
            int[] left = new int[values.getValueCount()];
            int[] had = new int[used.cardinality()];
            int next = 0;
            for (int number = 0; number < left.length; number++) {
                if (used.get(number)) {
                    had[next] = number;
                    left[number] = next++;
                }
            }
            return new Numbers(left, had);
        }
    }

    @Override
    public int ordValue() throws IOException {
        return numbers.left[in.ordValue()];
    }

    @Override
    public BytesRef lookupOrd(int number) throws IOException {
        return in.lookupOrd(numbers.had[number]);
    }

    @Override
    public int getValueCount() {
        return numbers.had.length;
    }

    @Override
    public boolean advanceExact(int doc) throws IOException {
        return in.advanceExact(doc) && !erased.get(doc);
    }

    @Override
    public int docID() {
        return in.docID();
    }

    @Override
    public int nextDoc() throws IOException {
        return present(in.nextDoc());
    }

    @Override
    public int advance(int target) throws IOException {
        return present(in.advance(target));
    }

    @Override
    public long cost() {
        return in.cost();
    }

    private int present(int from) throws IOException {
        int doc = from;
        while (doc != NO_MORE_DOCS && erased.get(doc)) {
            doc = in.nextDoc();
        }
        return doc;
    }
}
