package dev.evident.query;

import org.jspecify.annotations.Nullable;

/**
 * Times from {@code from} (inclusive) to {@code to} (exclusive), in microseconds since the epoch.
 *
 * @param from null for no bound
 * @param to null for no bound
 */
public record TimeRange(@Nullable Long from, @Nullable Long to) {
    /** Every time. */
    public static final TimeRange ALL = new TimeRange(null, null);
}
