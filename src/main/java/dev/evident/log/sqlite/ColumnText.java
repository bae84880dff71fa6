package dev.evident.log.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * Texts of producers as SQLite can hold them: its texts end at U+0000, and its driver makes a question mark of half of a
 * surrogate pair. Those are written as U+001A and four hexadecimal digits, and U+001A itself too, so that different texts
 * stay different. All others stay as they are.
 */
final class ColumnText {
    private static final char MARK = 0x1A;
    private static final int DIGITS = 4;

    private ColumnText() {}

    /** What to write for a text. */
    static @Nullable String written(@Nullable String text) {
        if (text == null || text.chars().noneMatch(c -> isMarked((char) c))) {
            return text;
        }
        StringBuilder written = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                written.append(c).append(text.charAt(++i));
            } else if (isMarked(c)) {
                String hex = Integer.toHexString(c);
                written.append(MARK).append("0".repeat(DIGITS - hex.length())).append(hex);
            } else {
                written.append(c);
            }
        }
        return written.toString();
    }

    /** The text of what was written. */
    static @Nullable String read(@Nullable String written) {
        if (written == null || written.indexOf(MARK) < 0) {
            return written;
        }
        StringBuilder text = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == MARK && i + DIGITS < written.length()) {
                text.append((char) Integer.parseInt(written, i + 1, i + 1 + DIGITS, 16));
                i += DIGITS;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static boolean isMarked(char c) {
        return c == 0 || c == MARK || Character.isSurrogate(c);
    }
}
