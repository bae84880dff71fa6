package dev.evident.index;

import dev.evident.event.Leaves;
import java.util.Arrays;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/**
 * The exact terms of one event after the other, as Lucene wants to be fed: {@link #clear}, {@link #add} each leaf, then
 * hand this stream to the index writer. A leaf has one term for its value, and one for each place on its path, which
 * says that there is something.
 */
final class EventTerms extends TokenStream {
    private final TermBuffer terms = new TermBuffer();
    private final BytesRef term = new BytesRef();
    private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);

    /** The end of each term in the buffer. */
    private int[] ends = new int[64];

    private int count;
    private int next;

    /** The path of the last leaf. */
    private byte[] last = new byte[256];

    private int lastLength;

    void clear() {
        terms.clear();
        count = 0;
        lastLength = 0;
    }

    /** Takes a leaf. */
    void add(byte[] path, int pathLength, Leaves.Kind kind, char[] text, int offset, int length) {
        places(path, pathLength);
        switch (kind) {
            case STRING -> {
                terms.path(path, pathLength, TermBuffer.STRING);
                terms.value(text, offset, length);
            }
            case NUMBER -> {
                terms.path(path, pathLength, TermBuffer.NUMBER);
                terms.number(text, offset, length);
            }
            case TRUE -> terms.path(path, pathLength, TermBuffer.TRUE);
            case FALSE -> terms.path(path, pathLength, TermBuffer.FALSE);
            case NULL -> terms.path(path, pathLength, TermBuffer.NULL);
        }
        ended();
    }

    /** Names the places on the path that the last leaf's path did not name. */
    private void places(byte[] path, int pathLength) {
        int same = Arrays.mismatch(path, 0, pathLength, last, 0, lastLength);
        if (same < 0 && count > 0) {
            return;
        }
        for (int i = 0; i < pathLength; i++) {
            if (path[i] == '\\') {
                i++;
            } else if (path[i] == '.' && i >= same) {
                place(path, i);
            }
        }
        place(path, pathLength);
        last = ArrayUtil.grow(last, pathLength);
        System.arraycopy(path, 0, last, 0, pathLength);
        lastLength = pathLength;
    }

    private void place(byte[] path, int pathLength) {
        terms.path(path, pathLength, TermBuffer.PRESENT);
        ended();
    }

    private void ended() {
        ends = ArrayUtil.grow(ends, count + 1);
        ends[count++] = terms.length();
    }

    @Override
    public void reset() {
        clearAttributes();
        next = 0;
        term.bytes = terms.bytes();
        attribute.setBytesRef(term);
    }

    @Override
    public boolean incrementToken() {
        if (next == count) {
            return false;
        }
        term.offset = next == 0 ? 0 : ends[next - 1];
        term.length = ends[next] - term.offset;
        next++;
        return true;
    }
}
