package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.query.Match.Comparison;
import dev.evident.query.Parameters.Parameter;
import java.util.Optional;

/**
 * One parameter taken apart at its operator: {@code =}, {@code !=}, {@code <}, {@code <=}, {@code >} or {@code >=}.
 *
 * @param path of the field, as {@link dev.evident.event.Fields} writes it
 * @param negated whether the operator is {@code !=}
 * @param comparison for the ordering operators
 * @param value decoded
 */
record Condition(String path, boolean negated, Optional<Comparison> comparison, String value) {

    /** Takes a parameter apart, or refuses it. */
    static Condition of(Parameter parameter) {
        String name = parameter.name();
        if (parameter.value().isEmpty()) {
            return unequal(name);
        }
        String value = parameter.value().get();
        if (PathSyntax.endsPlainly(name, '!')) {
            return new Condition(PathSyntax.parse(cut(name)), true, Optional.empty(), value);
        }
        if (PathSyntax.endsPlainly(name, '<')) {
            return new Condition(PathSyntax.parse(cut(name)), false, Optional.of(Comparison.AT_MOST), value);
        }
        if (PathSyntax.endsPlainly(name, '>')) {
            return new Condition(PathSyntax.parse(cut(name)), false, Optional.of(Comparison.AT_LEAST), value);
        }
        return new Condition(PathSyntax.parse(name), false, Optional.empty(), value);
    }

    /** Without {@code =} there can still be {@code <} or {@code >}. */
    private static Condition unequal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == '<' || c == '>') && !PathSyntax.isEscaped(text, i)) {
                Comparison comparison = c == '<' ? Comparison.LESS : Comparison.GREATER;
                return new Condition(
                        PathSyntax.parse(text.substring(0, i)), false, Optional.of(comparison), text.substring(i + 1));
            }
        }
        throw problem(shown(text), "\"" + shown(text) + "\" is not a condition: write field=value or field!=value.");
    }

    private static String cut(String text) {
        return text.substring(0, text.length() - 1);
    }
}
