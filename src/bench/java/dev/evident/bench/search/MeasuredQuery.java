package dev.evident.bench.search;

import java.util.List;

/**
 * One query in both languages, with values drawn beforehand so that both systems get the same.
 *
 * @param name the row of the table
 * @param kind what a result holds
 * @param sql with a parameter for each of {@link Draw#values}
 */
record MeasuredQuery(String name, Kind kind, String sql, List<Draw> draws) {
    /** What comes back. */
    enum Kind {
        /** Up to 100 events, newest first. */
        PAGE,
        /** How many match. */
        COUNT,
        /** How many match, the 10 most frequent values of three fields, and counts by time. */
        STATS
    }

    /**
     * The values of one asking.
     *
     * @param target path and query for the service
     * @param values for PostgreSQL: texts, longs, doubles, times, {@link Json}
     */
    record Draw(String target, List<Object> values) {}

    /** A parameter of type jsonb. */
    record Json(String text) {}

    Draw draw(int number) {
        return draws.get(number % draws.size());
    }
}
