package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.event.Fields;
import dev.evident.event.Timestamps;
import dev.evident.event.Wtf8;
import dev.evident.query.Match.Comparison;
import dev.evident.query.Times.Named;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** What the value of a condition asks for. */
final class Values {
    private static final int MAX_DIGITS = 400;
    private static final int MAX_EXPONENT_DIGITS = 6;

    private Values() {}

    /**
     * The value of {@code =} and {@code !=}: {@code *} alone asks for any value, at the end for a prefix; {@code \\*} is a
     * literal star and a backslash with {@code u} and four hexadecimal digits that UTF-16 code unit, as in JSON. Before
     * either a backslash is written twice; elsewhere it is itself.
     */
    static Match plain(String field, String value) {
        StringBuilder text = new StringBuilder(value.length());
        int i = 0;
        while (i < value.length()) {
            int backslashes = 0;
            while (i < value.length() && value.charAt(i) == '\\') {
                backslashes++;
                i++;
            }
            boolean star = i < value.length() && value.charAt(i) == '*';
            boolean unicode = Escapes.isUnicode(value, i);
            text.append("\\".repeat(star || unicode ? backslashes / 2 : backslashes));
            boolean escaped = backslashes % 2 == 1;
            if (star && !escaped) {
                if (i + 1 < value.length()) {
                    throw problem(
                            shown(field),
                            "A \"*\" may only end a value, for everything that begins so; write \\* for the"
                                    + " character.");
                }
                return text.isEmpty() ? new Match.Exists() : prefix(field, text.toString());
            }
            if (unicode && escaped) {
                text.append(Escapes.unicode(value, i));
                i += Escapes.UNICODE_LENGTH;
            } else if (i < value.length()) {
                text.append(value.charAt(i++));
            }
        }
        return new Match.Exact(text.toString());
    }

    private static Match prefix(String field, String start) {
        if (Wtf8.bytes(start).length > Match.Prefix.MAX_BYTES) {
            throw problem(
                    shown(field),
                    "What stands before a \"*\" has at most " + Match.Prefix.MAX_BYTES + " bytes in UTF-8.");
        }
        return new Match.Prefix(start);
    }

    /**
     * The value of an operator that orders: a number or a time.
     *
     * @param now what relative times are relative to
     * @param zone whose days dates are
     */
    static Match ordered(String field, Comparison comparison, String value, Instant now, ZoneId zone) {
        Optional<Named> time = Times.parse(value, now, zone);
        if (time.isPresent()) {
            return time(field, comparison, time.get());
        }
        if (isNumber(value)) {
            if (Fields.COMMON.contains(field)) {
                throw problem(
                        field, field + " is never a number: \"" + comparison.operator() + "\" needs a time here.");
            }
            return new Match.NumberRange(comparison, new BigDecimal(value));
        }
        throw problem(
                shown(field),
                "\"" + comparison.operator() + "\" compares numbers, RFC 3339 times and dates, and \"" + shown(value)
                        + "\" is none of them.");
    }

    /** A sign, digits, and perhaps a fraction and an exponent, each of a bounded length. */
    private static boolean isNumber(String value) {
        int i = digits(value, value.startsWith("-") ? 1 : 0, MAX_DIGITS);
        if (i > 0 && i < value.length() && value.charAt(i) == '.') {
            i = digits(value, i + 1, MAX_DIGITS);
        }
        if (i > 0 && i < value.length() && (value.charAt(i) == 'e' || value.charAt(i) == 'E')) {
            boolean signed = i + 1 < value.length() && "+-".indexOf(value.charAt(i + 1)) >= 0;
            i = digits(value, signed ? i + 2 : i + 1, MAX_EXPONENT_DIGITS);
        }
        return i == value.length();
    }

    /** The place behind at least one digit and at most this number of them, or -1. */
    private static int digits(String value, int begin, int max) {
        int i = begin;
        while (i < value.length() && value.charAt(i) >= '0' && value.charAt(i) <= '9') {
            i++;
        }
        return i > begin && i - begin <= max ? i : -1;
    }

    /**
     * Times are kept to the microsecond, rounded down. The service's own have no more digits, so a bound between two of
     * them is moved so that it means the same. Times in the data may have more: there a bound is rounded as they are, so
     * that an event is found from its own time on. What is at most a day is before its end; what is after a day is not
     * before its end.
     */
    private static Match time(String field, Comparison comparison, Named time) {
        if (time.day() && comparison == Comparison.AT_MOST) {
            return new Match.TimeRange(Comparison.LESS, Timestamps.ceilMicros(time.end()));
        }
        if (time.day() && comparison == Comparison.GREATER) {
            return new Match.TimeRange(Comparison.AT_LEAST, Timestamps.ceilMicros(time.end()));
        }
        boolean up = field.equals("timestamp") && (comparison == Comparison.LESS || comparison == Comparison.AT_LEAST);
        return new Match.TimeRange(
                comparison, up ? Timestamps.ceilMicros(time.start()) : Timestamps.micros(time.start()));
    }
}
