package dev.evident.query;

import dev.evident.event.Timestamps;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Times in queries: RFC 3339; so long before now ({@code -90s}, {@code -15m}, {@code -24h}, {@code -7d}, {@code -4w});
 * or a whole day ({@code 2026-11-23}).
 */
final class Times {
    private static final int DATE_LENGTH = "2026-11-23".length();
    private static final int MAX_DIGITS = 6;

    private Times() {}

    /**
     * What a text names: an instant, or the whole of a day, which ends when the next one begins.
     *
     * @param start the instant, or the first of the day
     * @param end the first instant after the day; the same as {@code start} for an instant
     * @param day whether it is a day, which may have no instants where a zone left one out
     */
    record Named(Instant start, Instant end, boolean day) {}

    /**
     * What the text names, or empty when it is no time.
     *
     * @param now what relative times are relative to
     * @param zone whose days dates are
     */
    static Optional<Named> parse(String text, Instant now, ZoneId zone) {
        if (text.startsWith("-")) {
            return relative(text, now).map(Times::instant);
        }
        return text.length() == DATE_LENGTH
                ? date(text, zone)
                : Timestamps.parse(spaceIsPlus(text)).map(Times::instant);
    }

    private static Named instant(Instant at) {
        return new Named(at, at, false);
    }

    private static Optional<Named> date(String text, ZoneId zone) {
        for (int i = 0; i < DATE_LENGTH; i++) {
            char c = text.charAt(i);
            if ((i == 4 || i == 7) ? c != '-' : (c < '0' || c > '9')) {
                return Optional.empty();
            }
        }
        try {
            LocalDate day = LocalDate.parse(text);
            return Optional.of(new Named(
                    day.atStartOfDay(zone).toInstant(),
                    day.plusDays(1).atStartOfDay(zone).toInstant(),
                    true));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> relative(String text, Instant now) {
        int last = text.length() - 1;
        if (last < 2 || last > MAX_DIGITS + 1) {
            return Optional.empty();
        }
        long count = 0;
        for (int i = 1; i < last; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            count = 10 * count + c - '0';
        }
        Duration unit = unit(text.charAt(last));
        return unit.isZero() ? Optional.empty() : Optional.of(now.minus(unit.multipliedBy(count)));
    }

    private static Duration unit(char letter) {
        return switch (letter) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            case 'w' -> Duration.ofDays(7);
            default -> Duration.ZERO;
        };
    }

    /** A plus sign that was not percent-encoded arrives as a space: before an offset it can only have been a plus. */
    private static String spaceIsPlus(String time) {
        int space = time.lastIndexOf(' ');
        return space > DATE_LENGTH ? time.substring(0, space) + "+" + time.substring(space + 1) : time;
    }
}
