package dev.evident.event;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which texts of events become bytes and back: UTF-8, with half of a surrogate pair that stands alone as
 * the three bytes that UTF-8 would give it (WTF-8). JSON may hold such halves as escapes, and Java's own encoder makes a
 * question mark of each, which would make one of two different texts. Different texts always have different bytes.
 */
public final class Wtf8 {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Wtf8() {}

    /** Whether the text has half of a surrogate pair that stands alone. */
    public static boolean hasLoneSurrogate(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!isPair(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** The bytes of a text. */
    public static byte[] bytes(String text) {
        if (!hasLoneSurrogate(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[3 * text.length()];
        int length = encode(text.toCharArray(), 0, text.length(), bytes, 0);
        return Arrays.copyOf(bytes, length);
    }

    /**
     * Writes the bytes of a text.
     *
     * @param bytes with space for three bytes for each character from {@code at}
     * @return where the bytes end
     */
    public static int encode(char[] text, int offset, int count, byte[] bytes, int at) {
        int end = offset + count;
        int to = at;
        for (int i = offset; i < end; i++) {
            char c = text[i];
            if (c < 0x80) {
                bytes[to++] = (byte) c;
            } else if (c < 0x800) {
                bytes[to++] = (byte) (0xC0 | (c >> 6));
                bytes[to++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text[i + 1])) {
                int character = Character.toCodePoint(c, text[++i]);
                bytes[to++] = (byte) (0xF0 | (character >> 18));
                bytes[to++] = (byte) (0x80 | ((character >> 12) & 0x3F));
                bytes[to++] = (byte) (0x80 | ((character >> 6) & 0x3F));
                bytes[to++] = (byte) (0x80 | (character & 0x3F));
            } else {
                bytes[to++] = (byte) (0xE0 | (c >> 12));
                bytes[to++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                bytes[to++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        return to;
    }

    /** The text of some bytes; null when they are neither UTF-8 nor {@link #bytes} of a text. */
    public static @Nullable String text(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        int from = 0;
        try {
            for (int at = lone(bytes, 0); at < bytes.length; at = lone(bytes, from)) {
                text.append(strict(bytes, from, at));
                char half = (char) (0xD000 | ((bytes[at + 1] & 0x3F) << 6) | (bytes[at + 2] & 0x3F));
                boolean pair = at == from && Character.isLowSurrogate(half) && endsWithHigh(text);
                if (pair) {
                    return null; // whole pairs have four bytes
                }
                text.append(half);
                from = at + 3;
            }
            return text.append(strict(bytes, from, bytes.length)).toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    /** A JSON text in UTF-8, halves of pairs as escapes; in JSON they can stand nowhere but in strings. */
    public static byte[] json(String json) {
        return withoutLoneSurrogates(json).getBytes(StandardCharsets.UTF_8);
    }

    /** The text with halves of pairs that stand alone as escapes of JSON, which UTF-8 can carry. */
    public static String withoutLoneSurrogates(String text) {
        return readable(text, false);
    }

    /** The text for formats that have no escapes: what is no character, and U+0000, is written as JSON writes it. */
    public static String readable(String text) {
        return readable(text, true);
    }

    private static String readable(String text, boolean zero) {
        if (!hasLoneSurrogate(text) && !(zero && text.indexOf('\0') >= 0)) {
            return text;
        }
        StringBuilder readable = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c) && isPair(text, i)) {
                readable.append(c).append(text.charAt(++i));
            } else if (Character.isSurrogate(c) || (zero && c == 0)) {
                readable.append("\\u")
                        .append(HEX[c >> 12])
                        .append(HEX[c >> 8 & 15])
                        .append(HEX[c >> 4 & 15])
                        .append(HEX[c & 15]);
            } else {
                readable.append(c);
            }
        }
        return readable.toString();
    }

    private static boolean isPair(CharSequence text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private static boolean endsWithHigh(StringBuilder text) {
        return text.length() > 0 && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    /** Where the next half of a pair stands that has three bytes, or the end. */
    private static int lone(byte[] bytes, int from) {
        for (int i = from; i + 2 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xED && (bytes[i + 1] & 0xE0) == 0xA0 && (bytes[i + 2] & 0xC0) == 0x80) {
                return i;
            }
        }
        return bytes.length;
    }

    private static CharBuffer strict(byte[] bytes, int from, int to) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
    }
}
