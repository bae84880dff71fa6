package dev.evident.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.chrono.IsoChronology;
import java.util.Optional;

/**
 * Reads the times of RFC 3339 §5.6 in every form that it allows: {@code T}, {@code t} or a space, {@code Z} or {@code z},
 * any number of fractional digits, and the leap second 23:59:60 UTC at the end of a month, which counts as the second
 * after it. One pass over the characters; allocates nothing but the {@link Instant} that is asked for, throws nothing.
 */
public final class Rfc3339 {
    /** What {@link #micros} answers for text that is no time. */
    public static final long NONE = Long.MIN_VALUE;

    private static final int MIN_LENGTH = "2026-11-23T05:14:24Z".length();
    private static final String SHAPE = "0000-00-00T00:00:00";

    private Rfc3339() {}

    /** Microseconds since the epoch, rounded down; or {@link #NONE}. */
    public static long micros(char[] text, int offset, int length) {
        long seconds = seconds(text, offset, length);
        return seconds == NONE ? NONE : seconds * 1_000_000 + nanos(text, offset, length) / 1_000;
    }

    /**
     * The instant, or empty when the text is no time. Of what is finer than a nanosecond so much is kept that a time
     * that is not on a microsecond never looks as if it were.
     */
    public static Optional<Instant> instant(String text) {
        char[] characters = text.toCharArray();
        long seconds = seconds(characters, 0, characters.length);
        return seconds == NONE
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(seconds, nanos(characters, 0, characters.length)));
    }

    private static long seconds(char[] text, int offset, int length) {
        if (length < MIN_LENGTH || !hasShape(text, offset)) {
            return NONE;
        }
        int end = offset + length;
        int at = offset + SHAPE.length();
        if (text[at] == '.') {
            int first = ++at;
            while (at < end && isDigit(text[at])) {
                at++;
            }
            if (at == first) {
                return NONE;
            }
        }
        long zone = zoneMinutes(text, at, end);
        if (zone == NONE) {
            return NONE;
        }
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
        long seconds = 86_400 * days + 3_600L * hour + 60L * minute + second - 60 * zone;
        return second < 60 || isEndOfMonth(seconds) ? seconds : NONE;
    }

    /** Whether a month of UTC begins at a time. */
    private static boolean isEndOfMonth(long seconds) {
        return Math.floorMod(seconds, 86_400L) == 0
                && LocalDate.ofEpochDay(Math.floorDiv(seconds, 86_400L)).getDayOfMonth() == 1;
    }

    /** Of the text of a time. */
    private static int nanos(char[] text, int offset, int length) {
        int at = offset + SHAPE.length();
        if (text[at] != '.') {
            return 0;
        }
        int nanos = 0;
        int digits = 0;
        boolean finer = false;
        for (int i = at + 1; i < offset + length && isDigit(text[i]); i++) {
            if (digits < 9) {
                nanos = 10 * nanos + text[i] - '0';
                digits++;
            } else {
                finer |= text[i] != '0';
            }
        }
        for (; digits < 9; digits++) {
            nanos *= 10;
        }
        return finer && nanos % 1_000 == 0 ? nanos + 1 : nanos;
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
