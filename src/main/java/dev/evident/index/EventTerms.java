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
 * says that there is something. Terms are made one at a time as Lucene takes them: a long path over many values would
 * otherwise take hundreds of times the memory of the event.
 */
final class EventTerms extends TokenStream {
    /** What is kept for the next event at most; a larger one gives its memory back. */
    private static final int MAX_KEPT = 1 << 16;

    /** Of a leaf: start and length of its path, the byte of its type, start and length of its text. */
    private static final int NUMBERS = 5;

    private final TermBuffer buffer = new TermBuffer();
    private final BytesRef term = new BytesRef();
    private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);

    /** Each path once as long as the next leaf has the same. */
    private byte[] paths = new byte[1024];

    private int pathsLength;
    private char[] texts = new char[1024];
    private int textsLength;
    private int[] leaves = new int[64 * NUMBERS];
    private int count;

    /** The leaf whose terms are being given, and from where on its path further places are looked for. */
    private int leaf;

    private int place;

    /** Where the leaf's path begins to differ from the one before; negative when all its places have been given. */
    private int differs;

    void clear() {
        if (paths.length > MAX_KEPT || texts.length > MAX_KEPT || leaves.length > MAX_KEPT) {
            paths = new byte[1024];
            texts = new char[1024];
            leaves = new int[64 * NUMBERS];
        }
        pathsLength = 0;
        textsLength = 0;
        count = 0;
    }

    /** Takes a leaf. */
    void add(byte[] path, int pathLength, Leaves.Kind kind, char[] text, int offset, int length) {
        leaves = ArrayUtil.grow(leaves, (count + 1) * NUMBERS);
        int at = count++ * NUMBERS;
        boolean same = at > 0 && equalsLast(at - NUMBERS, path, pathLength);
        leaves[at] = same ? leaves[at - NUMBERS] : pathsLength;
        leaves[at + 1] = pathLength;
        leaves[at + 2] = type(kind);
        leaves[at + 3] = textsLength;
        leaves[at + 4] = length;
        if (!same) {
            paths = ArrayUtil.grow(paths, pathsLength + pathLength);
            System.arraycopy(path, 0, paths, pathsLength, pathLength);
            pathsLength += pathLength;
        }
        texts = ArrayUtil.grow(texts, textsLength + length);
        System.arraycopy(text, offset, texts, textsLength, length);
        textsLength += length;
    }

    private static byte type(Leaves.Kind kind) {
        return switch (kind) {
            case STRING -> TermBuffer.STRING;
            case NUMBER -> TermBuffer.NUMBER;
            case TRUE -> TermBuffer.TRUE;
            case FALSE -> TermBuffer.FALSE;
            case NULL -> TermBuffer.NULL;
        };
    }

    private boolean equalsLast(int last, byte[] path, int pathLength) {
        return Arrays.equals(path, 0, pathLength, paths, leaves[last], leaves[last] + leaves[last + 1]);
    }

    @Override
    public void reset() {
        clearAttributes();
        attribute.setBytesRef(term);
        leaf = -1;
        next();
    }

    @Override
    public boolean incrementToken() {
        if (leaf >= count) {
            return false;
        }
        buffer.clear();
        if (differs >= 0) {
            writePlace();
        } else {
            writeValue();
            next();
        }
        term.bytes = buffer.bytes();
        term.length = buffer.length();
        return true;
    }

    /** Goes to the next leaf. */
    private void next() {
        int before = leaf++ * NUMBERS;
        place = 0;
        differs = 0;
        if (leaf > 0 && leaf < count) {
            int at = leaf * NUMBERS;
            differs = leaves[before] == leaves[at]
                    ? -1
                    : Arrays.mismatch(
                            paths,
                            leaves[at],
                            leaves[at] + leaves[at + 1],
                            paths,
                            leaves[before],
                            leaves[before] + leaves[before + 1]);
        }
    }

    /** Writes the next place on the path that the path before did not name; the last is the path itself. */
    private void writePlace() {
        int start = leaves[leaf * NUMBERS];
        int length = leaves[leaf * NUMBERS + 1];
        for (; place < length; place++) {
            if (paths[start + place] == '\\') {
                place++;
            } else if (paths[start + place] == '.' && place >= differs) {
                buffer.path(paths, start, place++, TermBuffer.PRESENT);
                return;
            }
        }
        buffer.path(paths, start, length, TermBuffer.PRESENT);
        differs = -1;
    }

    private void writeValue() {
        int at = leaf * NUMBERS;
        byte type = (byte) leaves[at + 2];
        buffer.path(paths, leaves[at], leaves[at + 1], type);
        if (type == TermBuffer.STRING) {
            buffer.value(texts, leaves[at + 3], leaves[at + 4]);
        } else if (type == TermBuffer.NUMBER) {
            buffer.number(texts, leaves[at + 3], leaves[at + 4]);
        }
    }
}
