package dev.evident.query;

import dev.evident.event.Fields;
import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The names that are parameters of a route that reads events. They are reserved on every one of them, so that the same
 * query never means one thing here and another there: none is ever a condition on a field.
 */
public final class ReservedNames {
    private static final String EVERY_ROUTE = "the routes that read events";
    private static final String LISTS = "GET /events";
    private static final String COUNTS = "GET /events/stats";

    /** Where each has a meaning. */
    private static final Map<String, String> ROUTES = Map.ofEntries(
            Map.entry("q", EVERY_ROUTE),
            Map.entry("from", EVERY_ROUTE),
            Map.entry("to", EVERY_ROUTE),
            Map.entry("timezone", EVERY_ROUTE),
            Map.entry("axis", EVERY_ROUTE),
            Map.entry("order", LISTS),
            Map.entry("limit", LISTS),
            Map.entry("cursor", LISTS),
            Map.entry("columns", LISTS),
            Map.entry("bom", LISTS),
            Map.entry("histogram", COUNTS),
            Map.entry("buckets", COUNTS),
            Map.entry("facets", COUNTS),
            Map.entry("facet_limit", COUNTS),
            Map.entry("fields", COUNTS),
            Map.entry("dry_run", "POST /events/redact"));

    private ReservedNames() {}

    /** All of them. */
    static Stream<String> all() {
        return ROUTES.keySet().stream();
    }

    /** Whether a parameter of this name, or a path of this one key, is never a field. */
    public static boolean contains(String name) {
        return ROUTES.containsKey(name);
    }

    /** What a refusal of such a parameter ends with, for whoever meant a field: a sentence after a space. */
    public static String hint(String name) {
        return " A field of this name is written " + Fields.DATA + "." + name + ".";
    }

    /** The refusal of a parameter on a route where it has no meaning. */
    static ProblemException elsewhere(String name) {
        String detail = name + " is a parameter of " + ROUTES.get(name) + " and has no meaning here." + hint(name);
        return Problem.of(Problem.Kind.INVALID_PARAMETER, detail)
                .with("field", name)
                .exception();
    }
}
