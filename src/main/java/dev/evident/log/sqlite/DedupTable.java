package dev.evident.log.sqlite;

import dev.evident.event.DedupKey;
import dev.evident.log.KnownEvent;
import dev.evident.log.Lookup;
import dev.evident.log.StoredEventCheck;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The keys under which events were stored, by the day they were accepted on. What is added is part of a {@link
 * PackedBatch}. Uses the writer's connection, so that a look sees every batch that was written before it.
 */
final class DedupTable implements Lookup {

    /** Each key is decoded once and sought once in each day. */
    private static final String FIND =
            """
            WITH wanted AS MATERIALIZED (SELECT unhex(value) AS key FROM json_each(?))
            SELECT e.seq, e.id, e.micros, e.salt, e.leaf, d.key
            FROM wanted
            CROSS JOIN dedup d ON d.key = wanted.key AND d.day IN (SELECT value FROM json_each(?))
            CROSS JOIN event e ON e.seq = d.seq
            WHERE e.micros BETWEEN ? AND ? AND d.day = e.micros / 86400000000
            """;

    private static final String FIND_IDS =
            """
            WITH wanted AS MATERIALIZED (SELECT unhex(value) AS id FROM json_each(?))
            SELECT e.seq, e.id, e.micros, e.salt, e.leaf FROM wanted CROSS JOIN event e ON e.id = wanted.id
            """;

    /** Written before keys are removed, and only then: they are missing for a reason from now on. */
    private static final String SINCE =
            "UPDATE dedup_since SET day = ?1 WHERE day < ?1 AND EXISTS (SELECT 1 FROM dedup WHERE day < ?1)";

    private static final String FORGET =
            """
            DELETE FROM dedup WHERE (day, key) IN (SELECT day, key FROM dedup WHERE day < ? ORDER BY day, key LIMIT ?)
            """;

    private final Pool writer;

    DedupTable(Pool writer) {
        this.writer = writer;
    }

    static void put(ByteBuffer bytes, DedupKey key) {
        bytes.putLong(key.high()).putLong(key.low());
    }

    @Override
    public Future<Map<DedupKey, List<KnownEvent>>> byKey(List<DedupKey> keys, long from, long to) {
        String days = LongStream.rangeClosed(DedupKey.day(from), DedupKey.day(to))
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(",", "[", "]"));
        HexFormat hex = HexFormat.of();
        String wanted = quoted(keys.stream().map(key -> hex.toHexDigits(key.high()) + hex.toHexDigits(key.low())));
        return writer.preparedQuery(FIND)
                .execute(Tuple.of(wanted, days, from, to))
                .map(rows -> {
                    Map<DedupKey, List<KnownEvent>> found = new HashMap<>();
                    for (Row row : rows) {
                        ByteBuffer key = ByteBuffer.wrap(bytes(row, 5));
                        found.computeIfAbsent(new DedupKey(key.getLong(), key.getLong()), first -> new ArrayList<>())
                                .add(event(row));
                    }
                    return found;
                });
    }

    @Override
    public Future<List<KnownEvent>> byId(List<UUID> ids) {
        String wanted = quoted(ids.stream().map(id -> id.toString().replace("-", "")));
        return writer.preparedQuery(FIND_IDS).execute(Tuple.of(wanted)).map(rows -> {
            List<KnownEvent> found = new ArrayList<>(rows.size());
            for (Row row : rows) {
                found.add(event(row));
            }
            return found;
        });
    }

    private static String quoted(Stream<String> texts) {
        return texts.collect(Collectors.joining("\",\"", "[\"", "\"]"));
    }

    /** Removes keys of days that ended before a time, up to a number. */
    Future<Integer> forget(long before, int max) {
        return writer.preparedQuery(SINCE, SqliteFile.NO_GENERATED_KEYS)
                .execute(Tuple.of(DedupKey.day(before)))
                .compose(since -> writer.preparedQuery(FORGET, SqliteFile.NO_GENERATED_KEYS)
                        .execute(Tuple.of(DedupKey.day(before), max))) // not as a batch, whose row count is its own
                .map(removed -> removed.rowCount());
    }

    private static KnownEvent event(Row row) {
        return new KnownEvent(
                row.getLong(0), StoredEventCheck.uuid(bytes(row, 1)), row.getLong(2), bytes(row, 3), bytes(row, 4));
    }

    /** As {@link PlainDecoder} leaves them; a salt that was deleted is none. */
    private static byte[] bytes(Row row, int column) {
        return row.getValue(column) instanceof byte[] bytes ? bytes : new byte[0];
    }
}
