package dev.evident.log.postgres;

import dev.evident.event.DedupKey;
import dev.evident.event.StoredEvent;
import dev.evident.log.KnownEvent;
import dev.evident.log.Lookup;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/** The keys under which events were stored, by the day they were accepted on; looked up on the connection with the lock. */
final class DedupTable implements Lookup {
    private static final String FIND =
            """
            SELECT e.seq, e.id, e.micros, b.salt, e.leaf, d.key
            FROM unnest($1::bytea[]) AS wanted(key)
            CROSS JOIN unnest($2::integer[]) AS days(day)
            CROSS JOIN LATERAL (
                SELECT key, seq FROM dedup WHERE dedup.day = days.day AND dedup.key = wanted.key LIMIT 1) AS d
            CROSS JOIN LATERAL (SELECT * FROM event WHERE event.seq = d.seq LIMIT 1) AS e
            LEFT JOIN LATERAL (SELECT salt FROM body WHERE body.seq = d.seq LIMIT 1) AS b ON true
            WHERE e.micros BETWEEN $3 AND $4 AND e.micros / 86400000000 = days.day
            """;

    private static final String FIND_IDS =
            """
            SELECT e.seq, e.id, e.micros, b.salt, e.leaf
            FROM unnest($1::uuid[]) AS wanted(id)
            CROSS JOIN LATERAL (SELECT * FROM event WHERE event.id = wanted.id LIMIT 1) AS e
            LEFT JOIN LATERAL (SELECT salt FROM body WHERE body.seq = e.seq LIMIT 1) AS b ON true
            """;

    private static final String ADD =
            """
            INSERT INTO dedup (day, key, seq)
            SELECT $1, added.key, added.seq FROM unnest($2::bytea[], $3::bigint[]) AS added(key, seq)
            ON CONFLICT (day, key) DO UPDATE SET seq = excluded.seq
            """;

    private static final String FORGET =
            """
            DELETE FROM dedup
            WHERE (day, key) IN (SELECT day, key FROM dedup WHERE day < $1 ORDER BY day, key LIMIT $2)
            """;

    private final SqlConnection connection;

    DedupTable(SqlConnection connection) {
        this.connection = connection;
    }

    @Override
    public Future<Map<DedupKey, List<KnownEvent>>> byKey(List<DedupKey> keys, long from, long to) {
        Integer[] days = LongStream.rangeClosed(DedupKey.day(from), DedupKey.day(to))
                .mapToObj(day -> (int) day)
                .toArray(Integer[]::new);
        Tuple parameters = Tuple.tuple()
                .addArrayOfBuffer(keys.stream().map(DedupTable::bytes).toArray(Buffer[]::new))
                .addArrayOfInteger(days)
                .addLong(from)
                .addLong(to);
        return connection.preparedQuery(FIND).execute(parameters).map(rows -> {
            Map<DedupKey, List<KnownEvent>> found = new HashMap<>();
            for (Row row : rows) {
                Buffer key = row.getBuffer(5);
                found.computeIfAbsent(new DedupKey(key.getLong(0), key.getLong(Long.BYTES)), first -> new ArrayList<>())
                        .add(event(row));
            }
            return found;
        });
    }

    @Override
    public Future<List<KnownEvent>> byId(List<UUID> ids) {
        return connection
                .preparedQuery(FIND_IDS)
                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
                .map(rows -> {
                    List<KnownEvent> found = new ArrayList<>(rows.size());
                    rows.forEach(row -> found.add(event(row)));
                    return found;
                });
    }

    /** Adds the keys of those events that have one. */
    static Future<?> add(SqlClient connection, List<StoredEvent> events, long micros) {
        List<Buffer> keys = new ArrayList<>();
        List<Long> seqs = new ArrayList<>();
        for (StoredEvent event : events) {
            DedupKey key = event.header().dedupKey();
            if (key != null) {
                keys.add(bytes(key));
                seqs.add(event.seq());
            }
        }
        return keys.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(ADD)
                        .execute(Tuple.tuple()
                                .addInteger((int) DedupKey.day(micros))
                                .addArrayOfBuffer(keys.toArray(Buffer[]::new))
                                .addArrayOfLong(seqs.toArray(Long[]::new)));
    }

    /** Removes keys of days that ended before a time, at most {@code max}. */
    static Future<Integer> forget(SqlClient connection, long before, int max) {
        return connection
                .preparedQuery(FORGET)
                .execute(Tuple.of((int) DedupKey.day(before), (long) max))
                .map(removed -> removed.rowCount());
    }

    private static Buffer bytes(DedupKey key) {
        return Buffer.buffer(DedupKey.BYTES).appendLong(key.high()).appendLong(key.low());
    }

    /** A salt that was deleted is none. */
    private static KnownEvent event(Row row) {
        Buffer salt = row.getBuffer(3);
        return new KnownEvent(
                row.getLong(0),
                row.getUUID(1),
                row.getLong(2),
                salt == null ? new byte[0] : salt.getBytes(),
                row.getBuffer(4).getBytes());
    }
}
