package dev.evident.query;

/** The escapes of JSON for what is no character, in values of conditions: U+0000 and halves of surrogate pairs. */
final class Escapes {
    static final int LENGTH = "\\u0000".length();

    private Escapes() {}

    /** The text with each such escape replaced by what it stands for; any other backslash is itself. */
    static String unescape(String text) {
        int at = text.indexOf("\\u");
        if (at < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        for (; at >= 0; at = text.indexOf("\\u", at)) {
            if (isAt(text, at)) {
                plain.append(text, from, at).append(character(text, at));
                from = at + LENGTH;
                at = from;
            } else {
                at++;
            }
        }
        return plain.append(text, from, text.length()).toString();
    }

    /** Whether such an escape begins at a place. */
    static boolean isAt(String text, int at) {
        int unit = unit(text, at);
        return unit == 0 || (unit > 0 && Character.isSurrogate((char) unit));
    }

    /** What the escape at a place stands for. */
    static char character(String text, int at) {
        return (char) unit(text, at);
    }

    /** The four hexadecimal digits of an escape; -1 where there are none. */
    private static int unit(String text, int at) {
        if (at + LENGTH > text.length() || text.charAt(at) != '\\' || text.charAt(at + 1) != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + LENGTH; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
