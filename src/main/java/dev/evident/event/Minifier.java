package dev.evident.event;

import dev.evident.event.Problem.Kind;
import java.util.Arrays;

/**
 * Removes the white space between the tokens of valid JSON and copies every other byte as it is. On the way it refuses
 * the escapes that are JSON but not text: lone surrogates and U+0000.
 */
final class Minifier {
    private Minifier() {}

    /**
     * The minified bytes of one JSON object that a parser has already accepted.
     *
     * @param suffix further bytes before the closing brace
     */
    static byte[] minify(byte[] json, int from, int to, byte[] suffix) {
        byte[] out = new byte[to - from + suffix.length];
        int length = 0;
        boolean inString = false;
        for (int i = from; i < to; i++) {
            byte b = json[i];
            if (inString) {
                out[length++] = b;
                if (b == '"') {
                    inString = false;
                } else if (b == '\\') {
                    out[length++] = json[++i];
                    if (json[i] == 'u') {
                        int end = checkUnicodeEscape(json, i);
                        while (i < end) {
                            out[length++] = json[++i];
                        }
                    }
                }
            } else if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                out[length++] = b;
                inString = b == '"';
            }
        }
        if (suffix.length > 0) {
            byte brace = out[--length];
            System.arraycopy(suffix, 0, out, length, suffix.length);
            length += suffix.length;
            out[length++] = brace;
        }
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    /** Checks the escape whose {@code u} is at {@code at}; answers the index of its last byte, both halves of a pair. */
    private static int checkUnicodeEscape(byte[] json, int at) {
        char unit = hex(json, at + 1);
        if (unit == 0) {
            throw refused("The text contains U+0000, which is not accepted.");
        }
        if (Character.isHighSurrogate(unit)
                && json[at + 5] == '\\'
                && json[at + 6] == 'u'
                && Character.isLowSurrogate(hex(json, at + 7))) {
            return at + 10;
        }
        if (Character.isSurrogate(unit)) {
            throw refused(
                    "The text contains a lone surrogate (\\u%04x), which is not a character.".formatted((int) unit));
        }
        return at + 4;
    }

    private static char hex(byte[] json, int at) {
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            unit = unit << 4 | Character.digit(json[i], 16);
        }
        return (char) unit;
    }

    private static ProblemException refused(String detail) {
        return Problem.of(Kind.MALFORMED_JSON, detail).exception();
    }
}
