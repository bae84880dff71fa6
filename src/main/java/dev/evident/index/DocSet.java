package dev.evident.index;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.lucene.search.DocIdSetIterator;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a segment that match one filter, a bit for each, as far as somebody has looked: windows of
 * {@value #WINDOW} documents are filled one by one by who needs them first.
 *
 * <p>Safe to use from any thread. A window never changes once it is there; two threads may both find out what it holds,
 * and find the same.
 */
final class DocSet {
    /** Documents in a window. */
    static final int WINDOW = 1 << 12;

    /** Words of 64 bits in a window. */
    static final int WORDS = WINDOW / Long.SIZE;

    /** What a window takes in memory, with its array's header and the reference to it. */
    private static final int WINDOW_BYTES = WORDS * Long.BYTES + 24;

    private final AtomicReferenceArray<long[]> windows;

    /** Of a segment with so many documents. */
    DocSet(int maxDoc) {
        windows = new AtomicReferenceArray<>(windows(maxDoc));
    }

    /** Bytes in memory once all windows are filled. */
    static long bytes(int maxDoc) {
        return (long) windows(maxDoc) * WINDOW_BYTES;
    }

    /** A window's words, not to be changed; null when nobody has filled it. */
    long @Nullable [] window(int number) {
        return windows.get(number);
    }

    /**
     * Fills a window and answers its words, not to be changed.
     *
     * @param docs all documents that match, read no further than the window's start or its first match
     */
    long[] fill(int number, DocIdSetIterator docs) throws IOException {
        long[] words = new long[WORDS];
        int from = number * WINDOW;
        long to = (long) from + WINDOW;
        int doc = docs.docID() < from ? docs.advance(from) : docs.docID();
        for (; doc < to; doc = docs.nextDoc()) {
            words[(doc - from) / Long.SIZE] |= 1L << doc;
        }
        windows.set(number, words);
        return words;
    }

    private static int windows(int maxDoc) {
        return (maxDoc + WINDOW - 1) / WINDOW;
    }
}
