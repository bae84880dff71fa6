package dev.evident.event;

import java.util.Arrays;

/** Removes the white space between the tokens of valid JSON and copies every other byte as it is. */
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
}
