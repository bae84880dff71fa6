package dev.evident.query;

import java.util.List;
import java.util.Set;

/**
 * A condition on a field that the service added. The record's own order decides it, not the index.
 *
 * @param field one of {@link #FIELDS}
 * @param negated whether events that match are left out
 * @param matches at least one: for an id {@link Match.Exact}, for a position that or {@link Match.NumberRange}, for a
 *     timestamp that or {@link Match.TimeRange}; whatever the field, {@link Match.Exists}
 */
public record AddedFilter(String field, boolean negated, List<Match> matches) {

    /** The fields that the service adds. */
    public static final Set<String> FIELDS = Set.of("id", "seq", "timestamp");

    public AddedFilter {
        matches = List.copyOf(matches);
    }
}
