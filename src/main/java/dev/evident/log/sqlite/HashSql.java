package dev.evident.log.sqlite;

import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.MissingHashException;
import dev.evident.merkle.TileRun;
import dev.evident.merkle.TreeHash;
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
    private static final int HEX_DIGITS = 2 * TreeHash.BYTES;

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
            TileRun run = runs.get(hashes.size());
            String digits = row.getString(0);
            if (digits == null || digits.length() != run.count() * HEX_DIGITS) {
                throw new MissingHashException(
                        run.level(), run.from() + (digits == null ? 0 : digits.length() / HEX_DIGITS));
            }
            hashes.add(HexFormat.of().parseHex(digits));
        }
        return new FetchedHashes(runs, hashes);
    }
}
