package dev.evident.log.postgres;

import dev.evident.log.LogEnd;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Iterator;
import java.util.UUID;

/**
 * The row that says where the log ends. Whoever appends locks it, which orders the batches of all nodes.
 *
 * @param logId the random id of the log
 * @param end of the log
 * @param now the server's clock after the row was read, in microseconds since the epoch
 * @param bodiesEnd the first position for which there is no partition of bodies
 */
record HeadRow(UUID logId, LogEnd end, long now, long bodiesEnd) {
    /** What waits in the queue for the lock sees the row as the one before left it: that is what READ COMMITTED does. */
    static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

    private static final String COLUMNS = "log_id, size, root, micros, edge, erased_to, bodies_end";
    private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now";
    private static final String ROW = "SELECT " + COLUMNS + " FROM log_head WHERE only_one = 1";

    private static final String LOCK =
            "WITH locked AS MATERIALIZED (" + ROW + " FOR UPDATE) SELECT " + COLUMNS + ", " + NOW + " FROM locked";

    private static final String READ = "SELECT " + COLUMNS + ", " + NOW + " FROM log_head WHERE only_one = 1";

    private static final String UPDATE =
            """
            UPDATE log_head SET size = $1, root = $2, micros = $3, edge = $4, erased_to = $5
            WHERE only_one = 1 AND size = $6
            """;

    /** Reads it without the lock. */
    static Future<HeadRow> read(SqlClient connection) {
        return connection.preparedQuery(READ).execute().map(rows -> of(rows.iterator()));
    }

    /** Begins a transaction and takes the lock; fails with what {@link Failures#nothingWritten} makes of it. */
    static Future<HeadRow> lock(SqlConnection connection) {
        Future<?> begun = connection.query(BEGIN).execute();
        return connection
                .preparedQuery(LOCK)
                .execute()
                .compose(rows -> begun.map(done -> of(rows.iterator())))
                .recover(failure -> Future.failedFuture(Failures.nothingWritten(failure)));
    }

    /** Gives the lock back without a change, and fails. */
    static <T> Future<T> undo(SqlConnection connection, Throwable failure) {
        return connection.query("ROLLBACK").execute().transform(undone -> Future.failedFuture(failure));
    }

    /** Moves the end of the locked row. */
    static Future<?> move(SqlConnection connection, LogEnd from, LogEnd to) {
        return connection
                .preparedQuery(UPDATE)
                .execute(Tuple.of(
                        to.size(),
                        Buffer.buffer(to.tree().root()),
                        to.micros(),
                        Buffer.buffer(to.frontier().toBytes()),
                        to.erasedTo(),
                        from.size()))
                .compose(moved -> moved.rowCount() == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture(Failures.damage("it has no head")));
    }

    private static HeadRow of(Iterator<Row> rows) {
        if (!rows.hasNext()) {
            throw Failures.damage("it has no head");
        }
        Row row = rows.next();
        long size = row.getLong("size");
        TreeHead tree = new TreeHead(size, row.getBuffer("root").getBytes());
        try {
            LogEnd end = LogEnd.of(
                    Frontier.of(size, row.getBuffer("edge").getBytes()),
                    row.getLong("micros"),
                    row.getLong("erased_to"));
            if (!end.tree().equals(tree)) {
                throw Failures.damage("its head says " + tree + " and the edge of its tree " + end.tree());
            }
            return new HeadRow(row.getUUID("log_id"), end, row.getLong("now"), row.getLong("bodies_end"));
        } catch (IllegalArgumentException edge) {
            throw Failures.damage("the edge of its tree is damaged: " + edge.getMessage());
        }
    }
}
