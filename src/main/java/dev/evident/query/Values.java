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
import java.util.regex.Pattern;

/** What the value of a condition asks for. */
final class Values {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,6})?");

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
            return time(comparison, time.get());
        }
        if (NUMBER.matcher(value).matches()) {
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

    /**
     * Times are kept to the microsecond, rounded down: a bound between two is moved so that it means the same. What is
     * at most a day is before its end; what is after a day is not before its end.
     */
    private static Match time(Comparison comparison, Named time) {
        if (time.day() && comparison == Comparison.AT_MOST) {
            return new Match.TimeRange(Comparison.LESS, Timestamps.ceilMicros(time.end()));
        }
        if (time.day() && comparison == Comparison.GREATER) {
            return new Match.TimeRange(Comparison.AT_LEAST, Timestamps.ceilMicros(time.end()));
        }
        return switch (comparison) {
            case LESS, AT_LEAST -> new Match.TimeRange(comparison, Timestamps.ceilMicros(time.start()));
            case AT_MOST, GREATER -> new Match.TimeRange(comparison, Timestamps.micros(time.start()));
        };
    }
}
