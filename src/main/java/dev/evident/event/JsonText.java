package dev.evident.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What is inside a JSON string, in bytes and as a text. */
final class JsonText {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private JsonText() {}

    /**
     * Where the next byte is that is a quote, a backslash, a control character or not ASCII; the end when there is none.
     * Looks at eight bytes at a time.
     */
    static int special(byte[] json, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = (long) WORDS.get(json, at);
            long quote = word ^ ONES * '"';
            long backslash = word ^ ONES * '\\';
            // the lowest bit that is set is right, those above it may be wrong
            long found = ((((quote - ONES) | (backslash - ONES) | (word - ONES * ' ')) & ~word) | word) & HIGH_BITS;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < end && json[at] >= ' ' && json[at] != '"' && json[at] != '\\') {
            at++;
        }
        return at;
    }

    /** Where the escape or character ends that begins with a special byte which is no quote; -1 when it is not right. */
    static int character(byte[] json, int at, int end) {
        if (json[at] != '\\') {
            return json[at] < 0 ? Utf8.character(json, at, end) : -1;
        }
        if (at + 1 == end) {
            return -1;
        }
        return switch (json[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> at + 6 <= end && unicode(json, at + 2) >= 0 ? at + 6 : -1;
            default -> -1;
        };
    }

    /** The text of a string that was found to be right and stands, with its quotes, at a place. */
    static String of(byte[] json, int quote, int behind) {
        int to = behind - 1;
        int begin = quote + 1;
        StringBuilder text = null;
        for (int at = begin; at < to; at++) {
            if (json[at] == '\\') {
                text = text == null ? new StringBuilder(to - begin) : text;
                text.append(new String(json, begin, at - begin, StandardCharsets.UTF_8));
                char c = (char) json[++at];
                text.append(c == 'u' ? (char) unicode(json, at + 1) : meaning(c));
                at += c == 'u' ? 4 : 0;
                begin = at + 1;
            }
        }
        String rest = new String(json, begin, to - begin, StandardCharsets.UTF_8);
        return text == null ? rest : text.append(rest).toString();
    }

    private static char meaning(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    /** The number in four hexadecimal digits; -1 when they are none. */
    private static int unicode(byte[] json, int from) {
        int number = 0;
        for (int i = from; i < from + 4 && number >= 0; i++) {
            int digit = Character.digit(json[i], 16);
            number = digit < 0 ? -1 : number << 4 | digit;
        }
        return number;
    }
}
