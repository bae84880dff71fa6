package dev.evident.event;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes apart what a stranger sent, in time that grows with its length. Regular expressions, {@code String.split} among
 * them, try again from each place where they failed, so that some texts of a few kilobytes take them seconds.
 */
public final class Parts {
    private static final int LONG_DIGITS = 18;

    private Parts() {}

    /** What stands between the separators: one part more than there are separators; parts may be empty. */
    public static List<String> of(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int begin = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, begin)) {
            parts.add(text.substring(begin, end));
            begin = end + 1;
        }
        parts.add(text.substring(begin));
        return parts;
    }

    /** The number that the text is, in at most this number of ASCII digits (up to 18) and nothing else; -1 when it is none. */
    public static long number(String text, int maxDigits) {
        if (text.isEmpty() || text.length() > Math.min(maxDigits, LONG_DIGITS) || !isDigits(text)) {
            return -1;
        }
        return Long.parseLong(text);
    }

    /** Whether there are ASCII digits only. */
    public static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
