package dev.evident.query;

import static dev.evident.query.Parameters.problem;

import dev.evident.event.Parts;
import dev.evident.query.Parameters.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query part of a request target with one parameter taken out that is no condition.
 *
 * @param others the rest as it came; null when there was no query
 * @param value decoded; empty when the parameter is not there
 */
public record RawQuery(@Nullable String others, Optional<String> value) {

    /**
     * Takes a parameter out, however its name is encoded. One that is given twice or with another operator than {@code
     * =} is the problem {@code invalid-parameter}.
     */
    public static RawQuery without(String parameter, @Nullable String raw) {
        if (raw == null) {
            return new RawQuery(null, Optional.empty());
        }
        List<String> others = new ArrayList<>();
        Optional<String> found = Optional.empty();
        for (String part : Parts.of(raw, '&')) {
            Optional<Parameter> meant = Parameters.parse(part).stream()
                    .filter(one -> one.isAbout(parameter))
                    .findFirst();
            if (meant.isEmpty()) {
                others.add(part);
                continue;
            }
            if (found.isPresent()) {
                throw problem(parameter, parameter + " may be given once.");
            }
            found = Optional.of(meant.get().option(parameter));
        }
        return new RawQuery(String.join("&", others), found);
    }
}
