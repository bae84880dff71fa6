package dev.evident.store.sqlite;

import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Get;
import dev.evident.bus.StoreMessages.Hashes;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.StoredEvent;
import dev.evident.ledger.FetchedHashes;
import dev.evident.store.EventStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.json.JsonArray;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads of the record, through the JDBC client on connections that cannot write. An answer holds about
 * {@value EventStore#ANSWER_BYTES} bytes of bodies at most (one event more, if that is larger), so that memory is bounded
 * however large events are.
 */
final class SqliteReader {
    private static final int MOST_WAITING = 1_000;

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
                page.newestFirst() ? EventSql.NEWEST_FIRST : EventSql.OLDEST_FIRST,
                page.limit(),
                page.from(),
                page.to(),
                page.limit());
    }

    Future<Events> get(Get get) {
        return read(EventSql.GET, get.seqs().size(), new JsonArray(get.seqs()).encode());
    }

    Future<Long> position(long micros) {
        return query(EventSql.POSITION, Tuple.of(times(micros)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    Future<Optional<StoredEvent>> find(UUID id) {
        if (id.version() != 7) {
            return Future.succeededFuture(Optional.empty());
        }
        long millis = id.getMostSignificantBits() >>> 16;
        return query(
                        EventSql.FIND,
                        Tuple.of(times(millis * 1_000, (millis + 1) * 1_000), EventStore.ANSWER_BYTES, bytes(id)))
                .compose(found -> found.size() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : first(found.iterator().next()));
    }

    private Future<Optional<StoredEvent>> first(Row found) {
        return EventRow.isWhole(found)
                ? Future.succeededFuture(Optional.of(EventRow.event(found)))
                : get(new Get(List.of(found.getLong(0))))
                        .map(events -> events.list().stream().findFirst());
    }

    /** All in one answer, some hundred kilobytes for a proof. */
    Future<FetchedHashes> hashes(Hashes hashes) {
        return query(HashSql.RUNS, Tuple.of(HashSql.parameter(hashes.runs())))
                .map(rows -> HashSql.fetched(hashes.runs(), rows));
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

    /**
     * Reads events.
     *
     * @param most so many at most
     * @param question the parameters that both forms have
     */
    private Future<Events> read(EventSql.Read read, int most, Object... question) {
        Tuple small = Tuple.of(EventStore.ANSWER_BYTES / Math.max(1, most));
        Tuple any = Tuple.tuple();
        for (Object parameter : question) {
            small.addValue(parameter);
            any.addValue(parameter);
        }
        any.addValue(EventStore.ANSWER_BYTES);
        return query(read.small(), small)
                .compose(rows -> EventRow.areWhole(rows) ? Future.succeededFuture(rows) : query(read.any(), any))
                .map(EventRow::events);
    }

    private static String times(Long... micros) {
        return new JsonArray(List.of(micros)).encode();
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
}
