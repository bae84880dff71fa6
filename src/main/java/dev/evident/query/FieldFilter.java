package dev.evident.query;

import java.util.List;

/**
 * A condition on the values at one place of the event: true when any value at any of the paths is one of {@code
 * values}; the opposite of that when negated.
 *
 * @param paths dotted paths that mean the same field, as {@link dev.evident.event.Fields} writes them; one, or two
 *     for a shorthand
 * @param negated whether events that match are left out
 * @param values decoded values, at least one; a value matches a string of the same characters, a number of the same
 *     value, or {@code true}, {@code false} and {@code null}
 */
public record FieldFilter(List<String> paths, boolean negated, List<String> values) {
    public FieldFilter {
        paths = List.copyOf(paths);
        values = List.copyOf(values);
    }
}
