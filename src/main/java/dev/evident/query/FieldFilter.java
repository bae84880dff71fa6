package dev.evident.query;

import java.util.List;

/**
 * A condition on the values at one place of the event: true when any value at any of the paths is like any of {@code
 * matches}; the opposite of that when negated.
 *
 * @param paths dotted paths that mean the same field, as {@link dev.evident.event.Fields} writes them; one, or two
 *     for a shorthand
 * @param negated whether events that match are left out
 * @param matches at least one
 */
public record FieldFilter(List<String> paths, boolean negated, List<Match> matches) {
    public FieldFilter {
        paths = List.copyOf(paths);
        matches = List.copyOf(matches);
    }

    /** One exact value at one path. */
    public static FieldFilter exactly(String path, String value) {
        return new FieldFilter(List.of(path), false, List.of(new Match.Exact(value)));
    }
}
