package dev.evident.log.postgres;

/**
 * The queries of events. Each takes its rows one by one by their primary key, whatever the planner knows of the tables;
 * a limited subquery is what it never makes a join of whole tables of.
 */
final class EventSql {
    private static final String SELECT =
            """
            SELECT found.seq, found.id, found.micros, found.header, found.leaf, found.salt, found.body,
                   gone.content, gone.by_seq
            FROM (SELECT e.*, b.salt, b.body,
                         sum(coalesce(length(b.body), 0)) OVER (ORDER BY e.place %1$s ROWS UNBOUNDED PRECEDING)
                             - coalesce(length(b.body), 0) AS before
                  FROM (%2$s) AS e
                  LEFT JOIN LATERAL (SELECT salt, body FROM body WHERE body.seq = e.seq LIMIT 1) AS b ON true) AS found
            LEFT JOIN LATERAL (
                SELECT content, by_seq FROM redaction WHERE found.body IS NULL AND redaction.seq = found.seq LIMIT 1
            ) AS gone ON true
            WHERE found.before < %3$s
            ORDER BY found.place %1$s
            """;

    private static final String RANGE =
            "SELECT *, seq AS place FROM event WHERE seq >= $2 AND seq < $3 ORDER BY seq %s LIMIT $4";

    static final String NEWEST_FIRST = SELECT.formatted("DESC", RANGE.formatted("DESC"), "$1");
    static final String OLDEST_FIRST = SELECT.formatted("ASC", RANGE.formatted("ASC"), "$1");

    static final String GET = SELECT.formatted(
            "ASC",
            """
            SELECT event.*, wanted.place
            FROM unnest($2::bigint[]) WITH ORDINALITY AS wanted(seq, place)
            CROSS JOIN LATERAL (SELECT * FROM event WHERE event.seq = wanted.seq LIMIT 1) AS event
            """,
            "$1");

    static final String FIND = SELECT.formatted("ASC", "SELECT *, seq AS place FROM event WHERE id = $2 LIMIT 1", "$1");

    /** Halves the log until one position is left: the first whose time, which never decreases, is not before the parameter. */
    static final String POSITION =
            """
            WITH RECURSIVE half(lo, hi) AS (
                SELECT 0::bigint, (SELECT coalesce(max(seq) + 1, 0) FROM event)
                UNION ALL
                SELECT CASE WHEN middle.micros < $1 THEN (lo + hi) / 2 + 1 ELSE lo END,
                       CASE WHEN middle.micros < $1 THEN hi ELSE (lo + hi) / 2 END
                FROM half
                LEFT JOIN LATERAL (SELECT micros FROM event WHERE seq = (lo + hi) / 2 LIMIT 1) AS middle ON true
                WHERE lo < hi)
            SELECT lo FROM half WHERE lo >= hi LIMIT 1
            """;

    private EventSql() {}
}
