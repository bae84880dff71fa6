package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.event.Problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** The value of a parameter that names fields: paths as filters write them, by commas; {@code \,} is a comma of a key. */
public final class PathList {

    /**
     * One name of the list.
     *
     * @param written as the caller wrote it
     * @param name the same without the backslash before a comma
     * @param path as {@link dev.evident.event.Fields} writes it
     */
    public record Named(String written, String name, String path) {}

    private PathList() {}

    /**
     * The names in their order, or the problem {@code invalid-parameter}. What a filter cannot write is refused here too.
     *
     * @param parameter whose value it is
     */
    public static List<Named> parse(String parameter, String text) {
        List<Named> all = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',') {
                all.add(named(parameter, text.substring(start, i), name.toString()));
                name.setLength(0);
                start = i + 1;
            } else if (c == '\\' && i + 1 < text.length()) {
                char escaped = text.charAt(++i);
                name.append(escaped == ',' ? "" : "\\").append(escaped);
            } else {
                name.append(c);
            }
        }
        all.add(named(parameter, text.substring(start), name.toString()));
        return all;
    }

    private static Named named(String parameter, String written, String name) {
        if (ReservedNames.contains(name)) {
            throw problem(
                    parameter,
                    parameter + ": " + name + " is the name of a parameter, not of a field."
                            + ReservedNames.hint(name));
        }
        try {
            return new Named(written, name, PathSyntax.parse(name));
        } catch (ProblemException refused) {
            throw problem(
                    parameter,
                    parameter + ": \"" + shown(name) + "\" is no field. "
                            + refused.problem().detail());
        }
    }
}
