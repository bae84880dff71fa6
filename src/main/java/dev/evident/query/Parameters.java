package dev.evident.query;

import dev.evident.event.Parts;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.Wtf8;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Splits and decodes the query part of a request target (RFC 3986 §3.4, with {@code +} for a space as forms do). */
final class Parameters {
    private static final int MAX_SHOWN = 100;

    private Parameters() {}

    /**
     * A decoded name, which still carries the operator's first character, and value.
     *
     * @param value what follows the first {@code =}; empty when there is none
     */
    record Parameter(String name, Optional<String> value) {

        /** Whether the parameter is meant, with whatever operator. */
        boolean isAbout(String parameter) {
            return name.equals(parameter)
                    || (name.startsWith(parameter) && "!<>".indexOf(name.charAt(parameter.length())) >= 0);
        }

        /** The value of what is no condition, or the problem {@code invalid-parameter}. */
        String option(String parameter) {
            if (value.isEmpty() || !name.equals(parameter)) {
                throw problem(parameter, parameter + " is given with \"=\" only." + ReservedNames.hint(parameter));
            }
            return value.get();
        }
    }

    /** The parameters in their order; empty ones between two {@code &} are passed over. */
    static List<Parameter> parse(@Nullable String rawQuery) {
        List<Parameter> parameters = new ArrayList<>();
        if (rawQuery == null) {
            return parameters;
        }
        for (String raw : Parts.of(rawQuery, '&')) {
            if (raw.isEmpty()) {
                continue;
            }
            int equals = raw.indexOf('=');
            if (equals < 0) {
                parameters.add(new Parameter(decode(raw, raw), Optional.empty()));
                continue;
            }
            String name = decode(raw.substring(0, equals), raw);
            parameters.add(new Parameter(name, Optional.of(decode(raw.substring(equals + 1), name))));
        }
        return parameters;
    }

    /** What to throw for a parameter that cannot be understood. */
    static ProblemException problem(String field, String detail) {
        return Problem.of(Kind.INVALID_PARAMETER, detail).with("field", field).exception();
    }

    /** The text as it may stand in a problem: bounded, and without halves of characters. */
    static String shown(String text) {
        if (text.length() <= MAX_SHOWN) {
            return Wtf8.withoutLoneSurrogates(text);
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_SHOWN - 1)) ? MAX_SHOWN - 1 : MAX_SHOWN;
        return Wtf8.withoutLoneSurrogates(text.substring(0, end)) + "…";
    }

    private static String decode(String raw, String field) {
        if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0 && isAscii(raw)) {
            return raw;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw problem(
                            shown(field), "\"%\" must be followed by two hexadecimal digits (write %25 for \"%\").");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c); // the HTTP decoder hands raw bytes over as characters up to U+00FF
            }
        }
        String text = Wtf8.text(bytes.toByteArray());
        if (text == null) {
            throw problem(shown(field), "The value is not valid UTF-8 after percent-decoding.");
        }
        return text;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
