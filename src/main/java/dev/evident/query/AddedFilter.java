package dev.evident.query;

import java.util.List;
import java.util.Set;

/**
 * A condition on a field that the service added. It is answered from the record's own order instead of the index.
 *
 * @param field one of {@link #FIELDS}
 * @param negated whether events that match are left out
 * @param values at least one: a UUID, a position in decimal digits, or an RFC 3339 time
 */
public record AddedFilter(String field, boolean negated, List<String> values) {

    /** The fields that the service adds. */
    public static final Set<String> FIELDS = Set.of("id", "seq", "timestamp");

    public AddedFilter {
        values = List.copyOf(values);
    }
}
