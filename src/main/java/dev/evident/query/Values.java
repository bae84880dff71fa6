package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.event.Fields;
import dev.evident.event.Timestamps;
import dev.evident.event.Wtf8;
import dev.evident.query.Match.Comparison;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the value of a condition asks for. */
final class Values {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,6})?");

    private Values() {}

    /**
     * The value of {@code =} and {@code !=}: {@code *} alone asks for any value, at the end for a prefix; {@code \*} is a
     * literal star, and a backslash elsewhere is itself.
     */
    static Match plain(String field, String value) {
        StringBuilder text = new StringBuilder(value.length());
        int backslashes = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '*') {
                backslashes = c == '\\' ? backslashes + 1 : 0;
                text.append(c);
                continue;
            }
            text.setLength(text.length() - (backslashes + 1) / 2);
            if (backslashes % 2 == 0) {
                if (i + 1 < value.length()) {
                    throw problem(
                            shown(field),
                            "A \"*\" may only end a value, for everything that begins so; write \\* for the character.");
                }
                return text.isEmpty() ? new Match.Exists() : prefix(field, text.toString());
            }
            text.append('*');
            backslashes = 0;
        }
        return new Match.Exact(text.toString());
    }

    /**
     * What {@link #plain} says, and where the value has escapes of JSON for what is no character (U+0000 and halves of
     * surrogate pairs) also what it says with these in their place: such a value can be asked for as JSON writes it.
     */
    static List<Match> plainOrEscaped(String field, String value) {
        Match plain = plain(field, value);
        String unescaped = Escapes.unescape(value);
        return unescaped.equals(value) ? List.of(plain) : List.of(plain, plain(field, unescaped));
    }

    private static Match prefix(String field, String start) {
        if (Wtf8.bytes(start).length > Match.Prefix.MAX_BYTES) {
            throw problem(
                    shown(field),
                    "What stands before a \"*\" has at most " + Match.Prefix.MAX_BYTES + " bytes in UTF-8.");
        }
        return new Match.Prefix(start);
    }

    /** The value of an operator that orders: a number or a time. */
    static Match ordered(String field, Comparison comparison, String value, Instant now) {
        if (NUMBER.matcher(value).matches()) {
            if (Fields.COMMON.contains(field)) {
                throw problem(
                        field, field + " is never a number: \"" + comparison.operator() + "\" needs a time here.");
            }
            return new Match.NumberRange(comparison, new BigDecimal(value));
        }
        Optional<Instant> time = Times.parse(value, now);
        if (time.isPresent()) {
            return new Match.TimeRange(comparison, bound(comparison, time.get()));
        }
        throw problem(
                shown(field),
                "\"" + comparison.operator() + "\" compares numbers and RFC 3339 times, and \"" + shown(value)
                        + "\" is neither.");
    }

    /** Times are kept to the microsecond, rounded down: a bound between two is moved so that it means the same. */
    private static long bound(Comparison comparison, Instant time) {
        return switch (comparison) {
            case LESS, AT_LEAST -> Timestamps.ceilMicros(time);
            case AT_MOST, GREATER -> Timestamps.micros(time);
        };
    }
}
