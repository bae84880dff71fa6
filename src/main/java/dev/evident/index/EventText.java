package dev.evident.index;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/**
 * The words in all strings of one event after the other, as Lucene wants to be fed: {@link #clear}, {@link #add} each
 * string, then hand this stream to the index writer.
 */
final class EventText extends TokenStream {
    private final Words words = new Words();
    private final BytesRef word = new BytesRef();
    private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private int next;

    void clear() {
        words.clear();
    }

    /** Takes a string. */
    void add(char[] text, int offset, int length) {
        words.add(text, offset, length);
    }

    @Override
    public void reset() {
        clearAttributes();
        next = 0;
        attribute.setBytesRef(word);
    }

    @Override
    public boolean incrementToken() {
        if (next == words.count()) {
            return false;
        }
        words.get(next, word);
        step.setPositionIncrement(words.step(next));
        next++;
        return true;
    }
}
