package dev.evident.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScorerSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The documents that several sets have in common, 64 at a time, window by window as far as it is asked. Looks at the
 * {@link Deadline} of its thread. Belongs to one search.
 */
final class CommonDocs extends DocIdSetIterator {
    private final List<Part> parts;
    private final int words;
    private final long cost;
    private final @Nullable Deadline deadline = Deadline.current();

    /** What the window has in common. */
    private final long[] common = new long[DocSet.WORDS];

    private int window = -1;
    private int doc = -1;

    /**
     * Of a segment with so many documents.
     *
     * @param cost at most so many documents
     */
    CommonDocs(List<Part> parts, int maxDoc, long cost) {
        this.parts = parts;
        this.words = (maxDoc + Long.SIZE - 1) / Long.SIZE;
        this.cost = cost;
    }

    /** One of the sets, and how to find out what is not known of it yet. */
    static final class Part {
        private final DocSet set;
        private final ScorerSupplier matching;
        private @Nullable DocIdSetIterator docs;

        Part(DocSet set, ScorerSupplier matching) {
            this.set = set;
            this.matching = matching;
        }

        private long[] window(int number) throws IOException {
            long[] known = set.window(number);
            if (known != null) {
                return known;
            }
            if (docs == null) {
                docs = matching.get(Long.MAX_VALUE).iterator();
            }
            return set.fill(number, docs);
        }
    }

    @Override
    public int docID() {
        return doc;
    }

    @Override
    public int nextDoc() throws IOException {
        return advance(doc + 1);
    }

    @Override
    public int advance(int target) throws IOException {
        int at = target / Long.SIZE;
        long after = -1L << target;
        for (; at < words; at++) {
            enter(at / DocSet.WORDS);
            long word = common[at % DocSet.WORDS] & after;
            if (word != 0) {
                doc = at * Long.SIZE + Long.numberOfTrailingZeros(word);
                return doc;
            }
            after = -1L;
        }
        doc = NO_MORE_DOCS;
        return doc;
    }

    @Override
    public long cost() {
        return cost;
    }

    private void enter(int number) throws IOException {
        if (number == window) {
            return;
        }
        if (deadline != null) {
            deadline.step();
        }
        Arrays.fill(common, -1L);
        for (Part part : parts) {
            long[] own = part.window(number);
            for (int i = 0; i < common.length; i++) {
                common[i] &= own[i];
            }
        }
        window = number;
    }
}
