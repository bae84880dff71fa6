package dev.evident.query;

/** The escapes of JSON that values and paths may have for what no URL can hold: a backslash, {@code u}, four digits. */
final class Escapes {
    /** Characters of {@code uXXXX}. */
    static final int UNICODE_LENGTH = 5;

    private Escapes() {}

    /** Whether {@code u} and four hexadecimal digits stand at a place. */
    static boolean isUnicode(String text, int at) {
        if (at + UNICODE_LENGTH > text.length() || text.charAt(at) != 'u') {
            return false;
        }
        for (int i = at + 1; i < at + UNICODE_LENGTH; i++) {
            if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The UTF-16 code unit that is written at a place. */
    static char unicode(String text, int at) {
        return (char) Integer.parseInt(text, at + 1, at + UNICODE_LENGTH, 16);
    }
}
