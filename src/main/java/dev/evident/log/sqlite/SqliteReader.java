package dev.evident.log.sqlite;

import dev.evident.codec.LogCodec;
import dev.evident.event.StoredEvent;
import dev.evident.log.LogReader;
import dev.evident.log.LogStore;
import dev.evident.log.StoredEventCheck;
import dev.evident.log.StoredRows;
import dev.evident.log.ToldRedactions;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Hashes;
import dev.evident.log.message.Page;
import dev.evident.merkle.FetchedHashes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads of the record, through the JDBC client on connections that cannot write. A response holds about
 * {@value LogStore#RESPONSE_BYTES} bytes of bodies at most (one event more, if that is larger), so that memory is bounded
 * however large events are.
 */
final class SqliteReader implements LogReader {
    private static final int MAX_WAITING = 1_000;

    private final Vertx vertx;
    private final Pool pool;
    private final LogCodec bodies;
    private final ToldRedactions redactions = new ToldRedactions(this::untold);

    /** For one file, whose bodies this codec decodes. */
    SqliteReader(Vertx vertx, SqliteFile file, int connections, LogCodec bodies) {
        this.vertx = vertx;
        this.bodies = bodies;
        pool = JDBCPool.pool(
                vertx,
                file.reader(),
                SqliteFile.pool("evident-sqlite-reader", connections).setMaxWaitQueueSize(MAX_WAITING));
    }

    @Override
    public Future<Events> page(Page page) {
        return read(
                        page.newestFirst() ? EventSql.NEWEST_FIRST : EventSql.OLDEST_FIRST,
                        page.limit(),
                        page.from(),
                        page.to(),
                        page.limit())
                .compose(redactions::tell);
    }

    @Override
    public Future<Events> get(Get get) {
        return untold(get).compose(redactions::tell);
    }

    private Future<Events> untold(Get get) {
        return read(EventSql.GET, get.seqs().size(), new JsonArray(get.seqs()).encode());
    }

    @Override
    public Future<Long> position(long micros) {
        return query(EventSql.POSITION, Tuple.of(micros))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    @Override
    public Future<Optional<StoredEvent>> find(UUID id) {
        return query(EventSql.FIND, Tuple.of(LogStore.RESPONSE_BYTES, StoredEventCheck.bytes(id)))
                .compose(found -> found.size() == 0 ? Future.succeededFuture(Optional.empty()) : first(found));
    }

    private Future<Optional<StoredEvent>> first(RowSet<Row> found) {
        Row row = found.iterator().next();
        return (EventRow.isWhole(row) ? events(found) : untold(new Get(List.of(row.getLong(0)))))
                .compose(redactions::tell)
                .map(events -> events.list().stream().findFirst());
    }

    @Override
    public Future<FetchedHashes> hashes(Hashes hashes) {
        return query(HashSql.RUNS, Tuple.of(HashSql.parameter(hashes.runs())))
                .map(rows -> HashSql.fetched(hashes.runs(), rows));
    }

    Future<Void> close() {
        return pool.close();
    }

    /**
     * Reads events.
     *
     * @param max rows at most
     * @param parameters those that both forms have
     */
    private Future<Events> read(EventSql.Read read, int max, Object... parameters) {
        Tuple small = Tuple.of(LogStore.RESPONSE_BYTES / Math.max(1, max));
        Tuple any = Tuple.tuple();
        for (Object parameter : parameters) {
            small.addValue(parameter);
            any.addValue(parameter);
        }
        any.addValue(LogStore.RESPONSE_BYTES);
        return query(read.small(), small)
                .compose(rows -> EventRow.areWhole(rows) ? Future.succeededFuture(rows) : query(read.any(), any))
                .compose(this::events);
    }

    private Future<Events> events(RowSet<Row> rows) {
        EventRow row = new EventRow(bodies);
        return StoredRows.events(vertx, rows, rows.size(), row.bytes(rows), row::event);
    }

    private Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.preparedQuery(sql, SqliteFile.NO_GENERATED_KEYS)
                .execute(parameters)
                .recover(StoredRows::failed);
    }
}
