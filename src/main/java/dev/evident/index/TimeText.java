package dev.evident.index;

import java.time.LocalDate;
import java.time.Month;
import java.time.chrono.IsoChronology;

/**
 * Reads RFC 3339 times without allocating, and tells every other string apart from them at once: the same times that
 * {@link dev.evident.event.Timestamps} understands, to the microsecond.
 */
final class TimeText {
    /** The answer for text that is no time. */
    static final long NONE = Long.MIN_VALUE;

    private static final int SHORTEST = "2026-11-23T05:14:24Z".length();
    private static final int LONGEST = "2026-11-23T05:14:24.123456789+00:00".length();
    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final int MOST_OFFSET_MINUTES = 18 * 60;

    private TimeText() {}

    /** Microseconds since the epoch, rounded down; or {@link #NONE}. */
    static long micros(char[] text, int offset, int length) {
        if (length < SHORTEST || length > LONGEST || !hasShape(text, offset)) {
            return NONE;
        }
        int end = offset + length;
        int at = offset + SHAPE.length();
        int micros = 0;
        if (text[at] == '.') {
            int first = ++at;
            for (; at < end && isDigit(text[at]); at++) {
                if (at - first < 6) {
                    micros = 10 * micros + text[at] - '0';
                }
            }
            int digits = at - first;
            if (digits == 0 || digits > 9) {
                return NONE;
            }
            for (; digits < 6; digits++) {
                micros *= 10;
            }
        }
        long zone = zoneMinutes(text, at, end);
        long seconds = seconds(text, offset);
        return zone == NONE || seconds == NONE ? NONE : (seconds - 60 * zone) * 1_000_000 + micros;
    }

    private static boolean hasShape(char[] text, int offset) {
        for (int i = 0; i < SHAPE.length(); i++) {
            char c = text[offset + i];
            boolean fits =
                    switch (SHAPE.charAt(i)) {
                        case '0' -> isDigit(c);
                        case 'T' -> c == 'T' || c == 't' || c == ' ';
                        default -> c == SHAPE.charAt(i);
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static long seconds(char[] text, int offset) {
        int year = 100 * two(text, offset) + two(text, offset + 2);
        int month = two(text, offset + 5);
        int day = two(text, offset + 8);
        int hour = two(text, offset + 11);
        int minute = two(text, offset + 14);
        int second = two(text, offset + 17);
        if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) {
            return NONE;
        }
        if (day > Month.of(month).length(IsoChronology.INSTANCE.isLeapYear(year))) {
            return NONE;
        }
        return 86_400 * LocalDate.of(year, month, day).toEpochDay() + 3_600L * hour + 60L * minute + second;
    }

    private static long zoneMinutes(char[] text, int at, int end) {
        if (end - at == 1) {
            return text[at] == 'Z' || text[at] == 'z' ? 0 : NONE;
        }
        boolean fits = end - at == 6
                && (text[at] == '+' || text[at] == '-')
                && isDigit(text[at + 1])
                && isDigit(text[at + 2])
                && text[at + 3] == ':'
                && isDigit(text[at + 4])
                && isDigit(text[at + 5]);
        if (!fits) {
            return NONE;
        }
        int minutes = 60 * two(text, at + 1) + two(text, at + 4);
        if (two(text, at + 4) > 59 || minutes > MOST_OFFSET_MINUTES) {
            return NONE;
        }
        return text[at] == '-' ? -minutes : minutes;
    }

    private static int two(char[] text, int at) {
        return 10 * (text[at] - '0') + text[at + 1] - '0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
