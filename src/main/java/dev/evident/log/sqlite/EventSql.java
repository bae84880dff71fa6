package dev.evident.log.sqlite;

/**
 * The queries of events. Nearly always content is small and there, so each is run in a form first
 * that is cheap to prepare and to run, and only when that leaves content out in the one that can tell everything.
 *
 * <p>Positions are found by time with a binary search, since timestamps never decrease.
 */
final class EventSql {
    /** What an event has instead of content, as JSON. Costs nothing where there is content. */
    private static final String REDACTED =
            """
            CASE WHEN length(e.body) = 0 THEN (
                SELECT json_object('content', hex(r.content), 'by', r.by_seq)
                FROM redaction r WHERE r.seq = e.seq) END
            """;

    private static final String SMALL_EVENT =
            "SELECT e.seq, e.id, e.micros, e.salt, iif(length(e.body) BETWEEN 1 AND ?, e.body, NULL), NULL,"
                    + " e.leaf, e.header";

    private static final String ANY_EVENT =
            "SELECT e.seq, e.id, e.micros, e.salt, e.body, " + REDACTED + ", e.leaf, e.header";

    private static final String SMALL_PAGE =
            SMALL_EVENT + " FROM event e WHERE e.seq >= ? AND e.seq < ? ORDER BY e.seq %s LIMIT ?";
    private static final String ANY_PAGE =
            """
            WITH sized AS (
                SELECT seq, sum(size) OVER (ORDER BY seq %1$s ROWS UNBOUNDED PRECEDING) - size AS before
                FROM (SELECT seq, length(body) AS size FROM event
                      WHERE seq >= ? AND seq < ? ORDER BY seq %1$s LIMIT ?))
            %2$s
            FROM sized CROSS JOIN event e ON e.seq = sized.seq
            WHERE sized.before < ? ORDER BY sized.seq %1$s
            """;
    static final Read NEWEST_FIRST = new Read(SMALL_PAGE.formatted("DESC"), ANY_PAGE.formatted("DESC", ANY_EVENT));
    static final Read OLDEST_FIRST = new Read(SMALL_PAGE.formatted("ASC"), ANY_PAGE.formatted("ASC", ANY_EVENT));

    static final Read GET = new Read(
            SMALL_EVENT + " FROM json_each(?) AS wanted CROSS JOIN event e ON e.seq = wanted.value ORDER BY wanted.key",
            """
            WITH sized AS (
                SELECT seq, place, sum(size) OVER (ORDER BY place ROWS UNBOUNDED PRECEDING) - size AS before
                FROM (SELECT e.seq, wanted.key AS place, length(e.body) AS size
                      FROM json_each(?) AS wanted CROSS JOIN event e ON e.seq = wanted.value))
            %s
            FROM sized CROSS JOIN event e ON e.seq = sized.seq
            WHERE sized.before < ? ORDER BY sized.place
            """
                    .formatted(ANY_EVENT));

    /** Halves the log until one position is left: the first whose time is not before the parameter. */
    static final String POSITION =
            """
            WITH RECURSIVE half(lo, hi) AS (
                SELECT 0, (SELECT coalesce(max(seq) + 1, 0) FROM event)
                UNION ALL
                SELECT iif(e.micros < ?1, (lo + hi) / 2 + 1, lo), iif(e.micros < ?1, hi, (lo + hi) / 2)
                FROM half LEFT JOIN event e ON e.seq = (lo + hi) / 2 WHERE lo < hi)
            SELECT lo FROM half WHERE lo >= hi LIMIT 1
            """;

    static final String FIND = SMALL_EVENT + " FROM event e WHERE e.id = ?";

    private EventSql() {}

    /**
     * A query in two forms.
     *
     * @param small its first parameter is a number of bytes; leaves content out that is larger, or is none
     * @param any ends with the event that reaches the number of bytes in its last parameter; what was redacted comes with what
     *     is left of it
     */
    record Read(String small, String any) {}
}
