package dev.evident.log.postgres;

import dev.evident.codec.LogCodec;
import dev.evident.event.StoredEvent;
import dev.evident.log.LogEnd;
import dev.evident.log.LogReader;
import dev.evident.log.LogStore;
import dev.evident.log.StoredRows;
import dev.evident.log.ToldRedactions;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Hashes;
import dev.evident.log.message.Page;
import dev.evident.merkle.FetchedHashes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads of the log, on sessions that cannot write. A response holds about {@value LogStore#RESPONSE_BYTES} bytes of bodies
 * at most (one event more, if that is larger), so that memory is bounded however large events are.
 */
final class PostgresReader implements LogReader {
    private static final String DATABASE_BYTES = "SELECT pg_database_size(current_database())";

    private final Vertx vertx;
    private final Pool pool;
    private final LogCodec bodies;
    private final ToldRedactions redactions = new ToldRedactions(this::untold);

    PostgresReader(Vertx vertx, Pool pool, LogCodec bodies) {
        this.vertx = vertx;
        this.pool = pool;
        this.bodies = bodies;
    }

    @Override
    public Future<Events> page(Page page) {
        return read(
                        page.newestFirst() ? EventSql.NEWEST_FIRST : EventSql.OLDEST_FIRST,
                        Tuple.of((long) LogStore.RESPONSE_BYTES, page.from(), page.to(), (long) page.limit()))
                .compose(redactions::tell);
    }

    @Override
    public Future<Events> get(Get get) {
        return untold(get).compose(redactions::tell);
    }

    private Future<Events> untold(Get get) {
        return read(
                EventSql.GET,
                Tuple.of((long) LogStore.RESPONSE_BYTES)
                        .addArrayOfLong(get.seqs().toArray(Long[]::new)));
    }

    @Override
    public Future<Optional<StoredEvent>> find(UUID id) {
        return read(EventSql.FIND, Tuple.of((long) LogStore.RESPONSE_BYTES, id))
                .compose(redactions::tell)
                .map(events -> events.list().stream().findFirst());
    }

    @Override
    public Future<Long> position(long micros) {
        return query(EventSql.POSITION, Tuple.of(micros))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    @Override
    public Future<FetchedHashes> hashes(Hashes hashes) {
        return query(HashSql.RUNS, HashSql.parameters(hashes.runs())).map(rows -> HashSql.fetched(hashes.runs(), rows));
    }

    /** The end of the log, by whatever node. */
    Future<LogEnd> end() {
        return HeadRow.read(pool).map(HeadRow::end).recover(StoredRows::failed);
    }

    /** Bytes of the whole database on its server's disk. */
    Future<Long> bytes() {
        return query(DATABASE_BYTES, Tuple.tuple())
                .map(rows -> rows.iterator().next().getLong(0));
    }

    Future<Void> close() {
        return pool.close();
    }

    private Future<Events> read(String sql, Tuple parameters) {
        return query(sql, parameters).compose(rows -> {
            EventRow row = new EventRow(bodies);
            return StoredRows.events(vertx, rows, rows.size(), EventRow.bytes(rows), row::event);
        });
    }

    private Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).recover(StoredRows::failed);
    }
}
