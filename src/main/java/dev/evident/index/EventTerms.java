package dev.evident.index;

import dev.evident.event.EventBody;
import dev.evident.event.Fields;
import dev.evident.event.Leaves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/**
 * The terms of one event after the other, as Lucene wants to be fed: {@link #take} an event, then hand this stream to
 * the index writer. Reused for every event; belongs to the indexing thread.
 *
 * <p>Of one event the first {@value #MOST_TERMS} leaf values become terms, and the {@linkplain Fields#COMMON common
 * fields} always. Whatever comes later is stored and returned but not found by field.
 */
final class EventTerms extends TokenStream implements Leaves.Visitor {
    static final int MOST_TERMS = 1_000;

    private static final List<byte[]> ALWAYS = Fields.COMMON.stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final Leaves leaves = new Leaves();
    private final TermBuffer terms = new TermBuffer();
    private final BytesRef term = new BytesRef();
    private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);

    /** The end of each term in the buffer. */
    private int[] ends = new int[64];

    private int count;
    private int next;

    /** Lists the terms of an event. When it fails, the terms before the failure are there. */
    void take(EventBody body) throws IOException {
        terms.clear();
        count = 0;
        if (body.size() > 0) {
            leaves.walk(body, this);
        }
    }

    @Override
    public void leaf(byte[] path, int pathLength, Leaves.Kind kind, char[] text, int offset, int length) {
        if (count >= MOST_TERMS && !always(path, pathLength)) {
            return;
        }
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

    private static boolean always(byte[] path, int pathLength) {
        for (byte[] name : ALWAYS) {
            if (Arrays.equals(name, 0, name.length, path, 0, pathLength)) {
                return true;
            }
        }
        return false;
    }
}
