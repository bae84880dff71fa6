package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query part of a request target with one parameter taken out that is about the answer's form.
 *
 * @param others the rest as it came; null when there was no query
 * @param value decoded; empty when the parameter is not there
 */
record RawQuery(@Nullable String others, Optional<String> value) {

    /** Takes a parameter out; one that is given twice is the problem {@code invalid-parameter}. */
    static RawQuery without(String parameter, @Nullable String raw) {
        if (raw == null) {
            return new RawQuery(null, Optional.empty());
        }
        List<String> others = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (String part : raw.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals >= 0 && part.substring(0, equals).equals(parameter)) {
                values.add(part.substring(equals + 1));
            } else {
                others.add(part);
            }
        }
        if (values.size() > 1) {
            throw refused(parameter, parameter + " may be given once.");
        }
        return new RawQuery(
                String.join("&", others), values.stream().findFirst().map(value -> decode(parameter, value)));
    }

    private static String decode(String parameter, String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw refused(parameter, "\"%\" must be followed by two hexadecimal digits (write %25 for \"%\").");
        }
    }

    private static RuntimeException refused(String parameter, String detail) {
        return Problem.of(Kind.INVALID_PARAMETER, detail)
                .with("field", parameter)
                .exception();
    }
}
