package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.query.Match.Comparison;
import dev.evident.query.Parameters.Parameter;
import java.util.Optional;

/**
 * One parameter taken apart at its operator: {@code =}, {@code !=}, {@code <}, {@code <=}, {@code >} or {@code >=}.
 *
 * @param path of the field
 * @param negated whether the operator is {@code !=}
 * @param comparison for the ordering operators
 * @param value decoded
 */
record Condition(String path, boolean negated, Optional<Comparison> comparison, String value) {
    private static final int MAX_PATH = 1_000;

    /** Ends of a name that look like an operator, so that a slip is not taken for a field. */
    private static final String OTHER_OPERATORS = "!<>~^$|:*";

    /** Takes a parameter apart, or refuses it. */
    static Condition of(Parameter parameter) {
        String name = parameter.name();
        Optional<String> value = parameter.value();
        if (value.isEmpty()) {
            return unequal(name);
        }
        if (name.endsWith("!")) {
            return checked(cut(name), true, Optional.empty(), value.get());
        }
        if (name.endsWith("<") || name.endsWith(">")) {
            Comparison comparison = name.endsWith("<") ? Comparison.AT_MOST : Comparison.AT_LEAST;
            return checked(cut(name), false, Optional.of(comparison), value.get());
        }
        return checked(name, false, Optional.empty(), value.get());
    }

    /** Without {@code =} there can still be {@code <} or {@code >}. */
    private static Condition unequal(String text) {
        int less = text.indexOf('<');
        int at = less >= 0 ? less : text.indexOf('>');
        if (at < 0) {
            throw problem(
                    shown(text), "\"" + shown(text) + "\" is not a condition: write field=value or field!=value.");
        }
        Comparison comparison = less >= 0 ? Comparison.LESS : Comparison.GREATER;
        return checked(text.substring(0, at), false, Optional.of(comparison), text.substring(at + 1));
    }

    private static Condition checked(String path, boolean negated, Optional<Comparison> comparison, String value) {
        if (path.isEmpty()) {
            throw problem("", "A condition has no field name before its operator.");
        }
        if (path.length() > MAX_PATH) {
            throw problem(shown(path), "A field's path has at most " + MAX_PATH + " characters.");
        }
        char last = path.charAt(path.length() - 1);
        if (OTHER_OPERATORS.indexOf(last) >= 0) {
            throw problem(shown(cut(path)), "\"" + last + "\" belongs to no operator: use =, !=, <, <=, > or >=.");
        }
        requireEscapes(path);
        return new Condition(path, negated, comparison, value);
    }

    private static void requireEscapes(String path) {
        for (int i = path.indexOf('\\'); i >= 0; i = path.indexOf('\\', i + 2)) {
            if (i + 1 == path.length() || ".\\".indexOf(path.charAt(i + 1)) < 0) {
                throw problem(
                        shown(path), "A backslash in a path stands before a dot or a backslash that belongs to a key.");
            }
        }
    }

    private static String cut(String text) {
        return text.substring(0, text.length() - 1);
    }
}
