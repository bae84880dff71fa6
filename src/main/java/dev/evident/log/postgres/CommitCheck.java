package dev.evident.log.postgres;

import dev.evident.log.AppendException;
import dev.evident.log.Batch;
import dev.evident.merkle.TreeHash;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;

/**
 * Finds out whether a batch is committed whose connection was lost during COMMIT. The log's lock is taken first, which the
 * lost session holds until it is over; then the first position that the batch gave has its event's leaf, which no other event can
 * have since its salt is random, or another, or none.
 */
final class CommitCheck {
    private static final long PAUSE_MS = 200;
    private static final String LEAF = "SELECT leaf FROM event WHERE seq = $1";

    private final Vertx vertx;
    private final Pool pool;
    private final Timeouts timeouts;

    CommitCheck(Vertx vertx, Pool pool, Timeouts timeouts) {
        this.vertx = vertx;
        this.pool = pool;
        this.timeouts = timeouts;
    }

    /** Tries until it is known; fails with {@code AppendException.Unknown} when that takes too long. */
    Future<Boolean> isCommitted(Batch batch) {
        return isCommitted(batch, System.nanoTime() + timeouts.settle().toNanos());
    }

    private Future<Boolean> isCommitted(Batch batch, long deadline) {
        return pool.withConnection(connection -> look(connection, batch)).recover(failure -> {
            if (failure instanceof AppendException.Fatal) {
                return Future.failedFuture(failure);
            }
            if (System.nanoTime() - deadline > 0) {
                return Future.failedFuture(new AppendException.Unknown(failure));
            }
            Promise<Boolean> later = Promise.promise();
            vertx.setTimer(PAUSE_MS, again -> isCommitted(batch, deadline).onComplete(later));
            return later.future();
        });
    }

    private static Future<Boolean> look(SqlConnection connection, Batch batch) {
        byte[] leaf = Arrays.copyOf(batch.leaves(), TreeHash.BYTES);
        return HeadRow.lock(connection)
                .compose(head -> connection.preparedQuery(LEAF).execute(Tuple.of(batch.firstSeq())))
                .map(rows -> rows.size() == 1
                        && Arrays.equals(
                                leaf, rows.iterator().next().getBuffer(0).getBytes()))
                .compose(same -> connection.query("ROLLBACK").execute().map(same))
                .recover(failure -> HeadRow.undo(connection, failure));
    }
}
