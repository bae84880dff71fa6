package dev.evident.event;

import java.time.LocalDate;
import java.time.Month;
import java.time.chrono.IsoChronology;

/**
 * Reads every form of time that RFC 3339 §5.6 allows, without allocating, and tells every other string apart at once:
 * {@code T} and {@code Z} in either case, a space instead of {@code T}, any number of fractional digits, any offset of
 * hours and minutes, and a leap second. The one place that decides what is a time; thread-safe.
 *
 * <p>A leap second ({@code :60}) is one only at 23:59 UTC. It counts as the last microsecond of its minute: the clock
 * that everything else is measured by has no place for it.
 */
public final class TimeText {
    /** The result for text that is no time. */
    public static final long NONE = Long.MIN_VALUE;

    private static final int MIN_LENGTH = "2026-11-23T05:14:24Z".length();
    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final int LAST_MICROSECOND = 999_999;
    private static final int SECONDS_OF_DAY = 86_400;

    private TimeText() {}

    /** Microseconds since the epoch, rounded down; or {@link #NONE}. */
    public static long micros(char[] text, int offset, int length) {
        if (length < MIN_LENGTH || !hasShape(text, offset)) {
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
            if (at == first) {
                return NONE;
            }
            for (int digits = at - first; digits < 6; digits++) {
                micros *= 10;
            }
        }
        long zone = zoneMinutes(text, at, end);
        long seconds = seconds(text, offset);
        if (zone == NONE || seconds == NONE) {
            return NONE;
        }
        long utc = seconds - 60 * zone;
        if (!isLeapSecond(text, offset)) {
            return utc * 1_000_000 + micros;
        }
        return Math.floorMod(utc, SECONDS_OF_DAY) == SECONDS_OF_DAY - 1 ? utc * 1_000_000 + LAST_MICROSECOND : NONE;
    }

    /** Whether the text, which is a time, names one after the microsecond that {@link #micros} returns. */
    static boolean isLaterThanItsMicros(String text) {
        int point = SHAPE.length();
        if (text.charAt(point) != '.' || isLeapSecond(text.toCharArray(), 0)) {
            return false;
        }
        for (int at = point + 1; at < text.length() && isDigit(text.charAt(at)); at++) {
            if (at - point > 6 && text.charAt(at) != '0') {
                return true;
            }
        }
        return false;
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

    private static boolean isLeapSecond(char[] text, int offset) {
        return two(text, offset + 17) == 60;
    }

    /** Seconds since the epoch as if the offset were zero, a leap second being the one before it. */
    private static long seconds(char[] text, int offset) {
        int year = 100 * two(text, offset) + two(text, offset + 2);
        int month = two(text, offset + 5);
        int day = two(text, offset + 8);
        int hour = two(text, offset + 11);
        int minute = two(text, offset + 14);
        int second = two(text, offset + 17);
        if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) {
            return NONE;
        }
        if (day > Month.of(month).length(IsoChronology.INSTANCE.isLeapYear(year))) {
            return NONE;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return SECONDS_OF_DAY * days + 3_600L * hour + 60L * minute + Math.min(second, 59);
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
        if (!fits || two(text, at + 1) > 23 || two(text, at + 4) > 59) {
            return NONE;
        }
        int minutes = 60 * two(text, at + 1) + two(text, at + 4);
        return text[at] == '-' ? -minutes : minutes;
    }

    private static int two(char[] text, int at) {
        return 10 * (text[at] - '0') + text[at + 1] - '0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
