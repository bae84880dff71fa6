package dev.evident.log.sqlite;

import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.MissingHashException;
import dev.evident.merkle.TileRun;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Runs of the tree's hashes, one row for each run: a row for each hash would cost a hundred times as much in the client.
 */
final class HashSql {
    static final String RUNS =
            """
            WITH run AS (
                SELECT key AS place, value ->> 0 AS level, value ->> 1 AS first, (value ->> 1) + (value ->> 2) AS stop
                FROM json_each(?))
            SELECT CASE level
                WHEN 0 THEN (SELECT group_concat(hex(leaf), '' ORDER BY seq) FROM event
                             WHERE seq >= run.first AND seq < run.stop)
                ELSE (SELECT group_concat(hex(hash), '' ORDER BY number) FROM node
                      WHERE level = run.level AND number >= run.first AND number < run.stop) END
            FROM run ORDER BY place
            """;

    private HashSql() {}

    /** The parameter of {@link #RUNS}. */
    static String parameter(List<TileRun> runs) {
        JsonArray all = new JsonArray();
        runs.forEach(
                run -> all.add(new JsonArray().add(run.level()).add(run.from()).add(run.count())));
        return all.encode();
    }

    /** The result of {@link #RUNS}. Fails with a {@link MissingHashException} when a hash is not there. */
    static FetchedHashes fetched(List<TileRun> runs, RowSet<Row> rows) {
        List<byte[]> hashes = new ArrayList<>(runs.size());
        for (Row row : rows) {
            String digits = row.getString(0);
            hashes.add(digits == null ? new byte[0] : HexFormat.of().parseHex(digits));
        }
        return new FetchedHashes(runs, hashes);
    }
}
