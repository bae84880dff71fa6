package dev.evident.index;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/**
 * Cuts text into words, in the same way for what is written and for what is asked. A word is a run of letters and
 * digits with the marks on them; everything else stands between words, so that {@code payment.refund_failed} has three
 * and {@code 10.0.0.7} four. In scripts that are written without spaces each character is a word, and so is each
 * symbol beyond ASCII.
 *
 * <p>Case, accents and compatibility forms are folded: {@code ÅRSTID}, {@code Årstid} and {@code arstid} are the same
 * word. Of a word the first {@value #MAX_CHARACTERS} characters count. Belongs to one thread.
 */
final class Words {
    static final int MAX_CHARACTERS = 128;

    private static final int MAX_KEPT = 1 << 17;

    /** Between the last word of a value and the first of the next one, so that no phrase spans both. */
    private static final int VALUE_STEP = 2;

    /** What an ASCII letter or digit is folded to; zero for what stands between words. */
    private static final byte[] FOLDED = folded();

    /** How a character takes part in words. */
    private enum Part {
        NONE,
        LETTER,
        MARK,
        WORD
    }

    private byte[] bytes = new byte[4096];
    private int length;
    private int[] ends = new int[256];
    private byte[] steps = new byte[256];
    private int count;
    private int step;

    void clear() {
        if (bytes.length > MAX_KEPT) { // a large event gives its memory back
            bytes = new byte[4096];
            ends = new int[256];
            steps = new byte[256];
        }
        length = 0;
        count = 0;
    }

    /** The words in a text that stands alone. */
    static List<BytesRef> of(String text) {
        Words words = new Words();
        words.add(text.toCharArray(), 0, text.length());
        List<BytesRef> list = new ArrayList<>(words.count);
        for (int i = 0; i < words.count; i++) {
            BytesRef word = new BytesRef();
            words.get(i, word);
            list.add(BytesRef.deepCopyOf(word));
        }
        return list;
    }

    int count() {
        return count;
    }

    /** Points to a word. */
    void get(int index, BytesRef word) {
        word.bytes = bytes;
        word.offset = index == 0 ? 0 : ends[index - 1];
        word.length = ends[index] - word.offset;
    }

    /** How far a word stands from the one before it. */
    int step(int index) {
        return steps[index];
    }

    /** Takes the words of one more value. */
    void add(char[] text, int offset, int length) {
        step = count == 0 ? 1 : VALUE_STEP;
        int end = offset + length;
        for (int i = offset; i < end; ) {
            if (text[i] >= 0x80) {
                i = beyondAscii(text, i, end);
            } else if (FOLDED[text[i]] == 0) {
                i++;
            } else {
                i = ascii(text, i, end);
            }
        }
    }

    private int ascii(char[] text, int start, int end) {
        bytes = ArrayUtil.grow(bytes, length + MAX_CHARACTERS);
        int at = length;
        int i = start;
        for (; i < end && text[i] < 0x80 && FOLDED[text[i]] != 0; i++) {
            if (i - start < MAX_CHARACTERS) {
                bytes[at++] = FOLDED[text[i]];
            }
        }
        if (i < end && text[i] >= 0x80) {
            Part next = part(Character.codePointAt(text, i, end));
            if (next == Part.LETTER || next == Part.MARK) {
                return run(text, start, end);
            }
        }
        ended(at);
        return i;
    }

    private int beyondAscii(char[] text, int start, int end) {
        int character = Character.codePointAt(text, start, end);
        return switch (part(character)) {
            case NONE -> start + Character.charCount(character);
            case LETTER, MARK -> run(text, start, end);
            case WORD -> {
                int i = start + Character.charCount(character);
                while (i < end && partAt(text, i, end) == Part.MARK) {
                    i += Character.charCount(Character.codePointAt(text, i, end));
                }
                fold(text, start, i);
                yield i;
            }
        };
    }

    /** Takes the word from here to the next character that is not part of it. */
    private int run(char[] text, int start, int end) {
        int i = start;
        while (i < end && (partAt(text, i, end) == Part.LETTER || partAt(text, i, end) == Part.MARK)) {
            i += Character.charCount(Character.codePointAt(text, i, end));
        }
        fold(text, start, i);
        return i;
    }

    private static Part partAt(char[] text, int i, int end) {
        return part(Character.codePointAt(text, i, end));
    }

    private static Part part(int character) {
        if (character < 0x80) {
            return FOLDED[character] == 0 ? Part.NONE : Part.LETTER;
        }
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT -> Part.MARK;
            case Character.OTHER_SYMBOL -> Part.WORD;
            case Character.DECIMAL_DIGIT_NUMBER,
                    Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER -> Part.LETTER;
            case Character.OTHER_LETTER ->
                switch (Character.UnicodeScript.of(character)) {
                    case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> Part.WORD;
                    default -> Part.LETTER;
                };
            default -> Part.NONE;
        };
    }

    private void fold(char[] text, int start, int end) {
        String raw = new String(text, start, Math.min(end - start, 2 * MAX_CHARACTERS));
        StringBuilder plain = new StringBuilder(raw.length());
        Normalizer.normalize(raw, Form.NFKD)
                .codePoints()
                .filter(character -> !isAccent(character))
                .map(character -> Character.toLowerCase(Character.toUpperCase(character)))
                .forEach(plain::appendCodePoint);
        char[] in = plain.toString().toCharArray();
        char[] out = new char[4 * in.length];
        int folded = ASCIIFoldingFilter.foldToASCII(in, 0, out, 0, in.length);
        String word = Normalizer.normalize(new String(out, 0, folded), Form.NFC);
        if (word.isEmpty()) {
            return;
        }
        byte[] utf8 = word.substring(0, Math.min(word.length(), MAX_CHARACTERS)).getBytes(StandardCharsets.UTF_8);
        bytes = ArrayUtil.grow(bytes, length + utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        ended(length + utf8.length);
    }

    /** Marks that other people leave out; elsewhere, as in Indian scripts, a mark is a vowel and stays. */
    private static boolean isAccent(int character) {
        int type = Character.getType(character);
        return type == Character.FORMAT
                || (type == Character.NON_SPACING_MARK
                        && (character < 0x0700
                                || (character >= 0x1AB0 && character < 0x1B00)
                                || (character >= 0x1DC0 && character < 0x1E00)
                                || (character >= 0x20D0 && character < 0x2100)
                                || (character >= 0xFE00 && character < 0xFE30)
                                || character >= 0xE0100));
    }

    private void ended(int end) {
        ends = ArrayUtil.grow(ends, count + 1);
        steps = ArrayUtil.grow(steps, count + 1);
        ends[count] = end;
        steps[count++] = (byte) step;
        length = end;
        step = 1;
    }

    private static byte[] folded() {
        byte[] folded = new byte[0x80];
        for (char c = 0; c < 0x80; c++) {
            if (Character.isLetterOrDigit(c)) {
                folded[c] = (byte) Character.toLowerCase(c);
            }
        }
        return folded;
    }
}
