package dev.evident.query;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which events a caller wants, newest first. All conditions must hold.
 *
 * @param fields conditions on what producers sent
 * @param added conditions on what the service added
 * @param from not before, in microseconds since the epoch; null for no bound
 * @param to before, in microseconds since the epoch; null for no bound
 * @param limit at most so many; empty when the caller did not say
 * @param cursor where the page before ended; null for the first page
 * @param fingerprint the same for every page of the same conditions, other for other ones
 */
public record Query(
        List<FieldFilter> fields,
        List<AddedFilter> added,
        @Nullable Long from,
        @Nullable Long to,
        OptionalInt limit,
        @Nullable Cursor cursor,
        long fingerprint) {

    public Query {
        fields = List.copyOf(fields);
        added = List.copyOf(added);
    }

    /** The position below which this page begins, when it is not the first. */
    public Optional<Long> below() {
        return Optional.ofNullable(cursor).map(Cursor::below);
    }
}
