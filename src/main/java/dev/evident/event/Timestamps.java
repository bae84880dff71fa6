package dev.evident.event;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Times as the API writes and reads them: RFC 3339, in UTC with exactly six fractional digits when written. */
public final class Timestamps {
    /** The years that a timestamp can name, 0 to 9999, in microseconds since the epoch. */
    public static final long MIN_MICROS = -62_167_219_200_000_000L;

    public static final long MAX_MICROS = 253_402_300_799_999_999L;

    private Timestamps() {}

    /** {@code 2026-11-23T05:14:24.000001Z} for microseconds since the epoch, in the years 0 to 9999. */
    public static String format(long micros) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder("2026-11-23T05:14:24.000001Z".length());
        append(text, time.getYear(), 1_000).append('-');
        append(text, time.getMonthValue(), 10).append('-');
        append(text, time.getDayOfMonth(), 10).append('T');
        append(text, time.getHour(), 10).append(':');
        append(text, time.getMinute(), 10).append(':');
        append(text, time.getSecond(), 10).append('.');
        return append(text, (int) Math.floorMod(micros, 1_000_000L), 100_000)
                .append('Z')
                .toString();
    }

    /** With leading zeros; {@code unit} is the power of ten of the first digit. */
    private static StringBuilder append(StringBuilder text, int number, int unit) {
        for (int digit = unit; digit > 0; digit /= 10) {
            text.append((char) ('0' + number / digit % 10));
        }
        return text;
    }

    /** The instant of a number of microseconds since the epoch. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /** Microseconds since the epoch, rounded down. */
    public static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000L);
    }

    /** Microseconds since the epoch, rounded up: the first one that is not before the instant. */
    public static long ceilMicros(Instant instant) {
        return micros(instant.plusNanos(999));
    }

    /**
     * The instant an RFC 3339 text names, or empty when it is not one. Where it names one between two microseconds, the
     * result is the first nanosecond between them.
     */
    public static Optional<Instant> parse(String text) {
        long micros = TimeText.micros(text.toCharArray(), 0, text.length());
        if (micros == TimeText.NONE) {
            return Optional.empty();
        }
        Instant instant = instant(micros);
        return Optional.of(TimeText.isLaterThanItsMicros(text) ? instant.plusNanos(1) : instant);
    }
}
