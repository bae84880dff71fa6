package dev.evident.log.postgres;

import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.MissingHashException;
import dev.evident.merkle.TileRun;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Runs of the tree's hashes, one row for each run. */
final class HashSql {
    static final String RUNS =
            """
            SELECT CASE run.level
                WHEN 0 THEN (SELECT string_agg(leaf, ''::bytea ORDER BY seq) FROM event
                             WHERE seq >= run.first AND seq < run.first + run.count)
                ELSE (SELECT string_agg(hash, ''::bytea ORDER BY number) FROM node
                      WHERE level = run.level AND number >= run.first AND number < run.first + run.count) END
            FROM unnest($1::integer[], $2::bigint[], $3::integer[])
                WITH ORDINALITY AS run(level, first, count, place)
            ORDER BY run.place
            """;

    private HashSql() {}

    /** The parameters of {@link #RUNS}. */
    static Tuple parameters(List<TileRun> runs) {
        return Tuple.tuple()
                .addArrayOfInteger(runs.stream().map(TileRun::level).toArray(Integer[]::new))
                .addArrayOfLong(runs.stream().map(TileRun::from).toArray(Long[]::new))
                .addArrayOfInteger(runs.stream().map(TileRun::count).toArray(Integer[]::new));
    }

    /** What {@link #RUNS} returned. Fails with a {@link MissingHashException} when a hash is not there. */
    static FetchedHashes fetched(List<TileRun> runs, RowSet<Row> rows) {
        List<byte[]> hashes = new ArrayList<>(runs.size());
        for (Row row : rows) {
            Buffer bytes = row.getBuffer(0);
            hashes.add(bytes == null ? new byte[0] : bytes.getBytes());
        }
        return new FetchedHashes(runs, hashes);
    }
}
