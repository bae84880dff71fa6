package dev.evident.store.sqlite;

import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Get;
import dev.evident.bus.StoreMessages.Hashes;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.EventBody;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.ledger.MissingHashException;
import dev.evident.ledger.TreeHash;
import dev.evident.store.EventStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads of the record, through the JDBC client on connections that cannot write. An answer holds about
 * {@value EventStore#ANSWER_BYTES} bytes of bodies at most (one event more, if that is larger), so that memory is bounded
 * however large events are.
 *
 * <p>There is no index beside the primary key: positions are found by time with a binary search, since timestamps never
 * decrease, and ids begin with the milliseconds of the timestamp.
 */
final class SqliteReader {
    private static final int MOST_WAITING = 1_000;

    /**
     * What an event has instead of content: its redaction as JSON. Costs nothing where there is content. A row that
     * somebody forged may point to an event that is no JSON; that must not keep the others from being read.
     */
    private static final String REDACTED =
            """
            CASE WHEN length(e.body) = 0 THEN (
                SELECT json_object(
                    'content', hex(r.content), 'by', r.by_seq, 'tenant', r.tenant, 'micros', said.micros,
                    'actor', coalesce(said.body ->> '$.user_id', ''),
                    'reason', coalesce(said.body ->> '$.variant_data.reason', ''))
                FROM redaction r JOIN (
                    SELECT seq, micros, CASE WHEN json_valid(CAST(body AS TEXT)) THEN CAST(body AS TEXT) END AS body
                    FROM event) said ON said.seq = r.by_seq
                WHERE r.seq = e.seq) END
            """;

    private static final String EVENT = "SELECT e.seq, e.id, e.micros, e.salt, e.body, " + REDACTED;

    private static final String PAGE =
            """
            WITH sized AS (
                SELECT seq, sum(size) OVER (ORDER BY seq %1$s ROWS UNBOUNDED PRECEDING) - size AS before
                FROM (SELECT seq, length(body) AS size FROM event
                      WHERE seq >= ? AND seq < ? ORDER BY seq %1$s LIMIT ?))
            %2$s
            FROM sized CROSS JOIN event e ON e.seq = sized.seq
            WHERE sized.before < ? ORDER BY sized.seq %1$s
            """;
    private static final String NEWEST_FIRST = PAGE.formatted("DESC", EVENT);
    private static final String OLDEST_FIRST = PAGE.formatted("ASC", EVENT);

    private static final String GET =
            """
            WITH sized AS (
                SELECT seq, place, sum(size) OVER (ORDER BY place ROWS UNBOUNDED PRECEDING) - size AS before
                FROM (SELECT e.seq, wanted.key AS place, length(e.body) AS size
                      FROM json_each(?) AS wanted CROSS JOIN event e ON e.seq = wanted.value))
            %s
            FROM sized CROSS JOIN event e ON e.seq = sized.seq
            WHERE sized.before < ? ORDER BY sized.place
            """
                    .formatted(EVENT);

    /** Halves the log until one position is left: the first whose time is not before the parameter. */
    private static final String POSITION =
            """
            WITH RECURSIVE half(lo, hi) AS (
                SELECT 0, (SELECT coalesce(max(seq) + 1, 0) FROM event)
                UNION ALL
                SELECT CASE WHEN (SELECT micros FROM event WHERE seq = (lo + hi) / 2) < ?1
                            THEN (lo + hi) / 2 + 1 ELSE lo END,
                       CASE WHEN (SELECT micros FROM event WHERE seq = (lo + hi) / 2) < ?1
                            THEN hi ELSE (lo + hi) / 2 END
                FROM half WHERE lo < hi)
            SELECT lo AS position FROM half WHERE lo >= hi LIMIT 1
            """;

    private static final String FIND = EVENT + " FROM event e WHERE e.seq >= ? AND e.seq < ? AND e.id = ? LIMIT 1";

    private final Pool pool;

    SqliteReader(Vertx vertx, SqliteFile file, int connections) {
        pool = JDBCPool.pool(
                vertx,
                file.reader(),
                new PoolOptions()
                        .setName("evident-sqlite-reader")
                        .setMaxSize(connections)
                        .setMaxWaitQueueSize(MOST_WAITING));
    }

    Future<Events> page(Page page) {
        return read(
                page.newestFirst() ? NEWEST_FIRST : OLDEST_FIRST,
                Tuple.of(page.from(), page.to(), page.limit(), EventStore.ANSWER_BYTES));
    }

    Future<Events> get(Get get) {
        return read(GET, Tuple.of(new JsonArray(get.seqs()).encode(), EventStore.ANSWER_BYTES));
    }

    Future<Long> position(long micros) {
        return query(POSITION, Tuple.of(micros))
                .map(rows -> rows.iterator().next().getLong("position"));
    }

    Future<Optional<StoredEvent>> find(UUID id) {
        if (id.version() != 7) {
            return Future.succeededFuture(Optional.empty());
        }
        long millis = id.getMostSignificantBits() >>> 16;
        byte[] bytes = bytes(id);
        return Future.all(position(millis * 1_000), position((millis + 1) * 1_000))
                .compose(range -> read(FIND, Tuple.of(range.<Long>resultAt(0), range.<Long>resultAt(1), bytes)))
                .map(events -> events.list().stream().findFirst());
    }

    Future<byte[]> hashes(Hashes run) {
        Future<RowSet<Row>> rows = run.level() == 0
                ? query(StoredHashes.LEAVES, Tuple.of(run.from(), run.count()))
                : query(StoredHashes.NODES, Tuple.of(run.from(), run.count(), run.level()));
        return rows.map(found -> {
            if (found.size() != run.count()) {
                throw new MissingHashException(run.level(), run.from() + found.size());
            }
            ByteBuffer hashes = ByteBuffer.allocate(run.count() * TreeHash.BYTES);
            for (Row row : found) {
                hashes.put(bytes(row, 0));
            }
            return hashes.array();
        });
    }

    Future<Void> close() {
        return pool.close();
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private Future<Events> read(String sql, Tuple parameters) {
        return query(sql, parameters).map(rows -> {
            List<StoredEvent> events = new ArrayList<>(rows.size());
            for (Row row : rows) {
                events.add(event(row));
            }
            return new Events(events);
        });
    }

    private Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).recover(SqliteReader::busy);
    }

    private static Future<RowSet<Row>> busy(Throwable failure) {
        if (failure instanceof ConnectionPoolTooBusyException) {
            return Future.failedFuture(Problem.of(Kind.OVERLOADED, "Too many reads wait. Try again later.")
                    .with("retry_after", 1)
                    .exception());
        }
        return Future.failedFuture(failure);
    }

    private static StoredEvent event(Row row) {
        ByteBuffer id = ByteBuffer.wrap(bytes(row, 1));
        return new StoredEvent(
                row.getLong(0),
                new UUID(id.getLong(), id.getLong()),
                row.getLong(2),
                bytes(row, 3),
                new EventBody(bytes(row, 4)),
                redaction((String) row.getValue(5)));
    }

    private static @Nullable Redaction redaction(@Nullable String json) {
        if (json == null) {
            return null;
        }
        JsonObject redaction = new JsonObject(json);
        return new Redaction(
                HexFormat.of().parseHex(redaction.getString("content")),
                redaction.getLong("by"),
                redaction.getString("reason", ""),
                redaction.getString("actor", ""),
                redaction.getLong("micros"),
                redaction.getString("tenant"));
    }

    /** As {@link PlainDecoder} leaves them. */
    private static byte[] bytes(Row row, int column) {
        return (byte[]) row.getValue(column);
    }
}
