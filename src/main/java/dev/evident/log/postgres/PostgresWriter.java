package dev.evident.log.postgres;

import dev.evident.log.AppendException;
import dev.evident.log.Batch;
import dev.evident.log.LogEnd;
import dev.evident.log.Sequenced;
import dev.evident.log.Sequencer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends, each in one transaction on one connection: the head row is locked, which no other node can then do; keys are
 * looked up and the sequencer decides; the batch is written; COMMIT. Where the log ends is what the locked row says, never
 * what this process remembers, which serves only to notice a database that has lost what it had.
 */
final class PostgresWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresWriter.class);

    private final Pool pool;
    private final Partitions partitions;
    private final CommitCheck commits;
    private final LongUnaryOperator clock;
    private LogEnd last;

    /**
     * For an open log.
     *
     * @param clock makes an event's time of the server's clock, both in microseconds since the epoch
     * @param end of the log when it was opened
     */
    PostgresWriter(Pool pool, Partitions partitions, CommitCheck commits, LongUnaryOperator clock, LogEnd end) {
        this.pool = pool;
        this.partitions = partitions;
        this.commits = commits;
        this.clock = clock;
        this.last = end;
    }

    <R> Future<R> append(Sequencer<R> sequencer) {
        Attempt<R> attempt = new Attempt<>(sequencer);
        return pool.getConnection()
                .compose(connection -> attempt.run(connection).eventually(connection::close))
                .recover(attempt::settle)
                .eventually(() -> attempt.needsPartition ? partitions.makeAhead() : Future.succeededFuture());
    }

    Future<Integer> forget(long before, int max) {
        return DedupTable.forget(pool, before, max)
                .recover(failure -> Future.failedFuture(Failures.nothingWritten(failure)));
    }

    private LogEnd notBehind(LogEnd end) {
        if (end.size() < last.size()
                || (end.size() == last.size() && !end.tree().equals(last.tree()))) {
            throw Failures.damage("it had " + last.tree() + " while this process ran, and has " + end.tree() + " now");
        }
        last = end;
        return end;
    }

    /** One append. */
    private final class Attempt<R> {
        private final Sequencer<R> sequencer;
        private @Nullable Sequenced<R> committing;
        private boolean needsPartition;

        Attempt(Sequencer<R> sequencer) {
            this.sequencer = sequencer;
        }

        Future<R> run(SqlConnection connection) {
            connection.exceptionHandler(
                    failure -> LOG.warn("The database ended a session: {}", Failures.text(failure)));
            return HeadRow.lock(connection)
                    .compose(
                            head -> sequence(connection, head).compose(sequenced -> write(connection, head, sequenced)))
                    .recover(failure ->
                            committing == null ? HeadRow.undo(connection, failure) : Future.failedFuture(failure));
        }

        private Future<Sequenced<R>> sequence(SqlConnection connection, HeadRow head) {
            LogEnd end = notBehind(head.end());
            long now = Math.max(end.micros(), clock.applyAsLong(head.now()));
            return sequencer.sequence(end, now, new DedupTable(connection));
        }

        private Future<R> write(SqlConnection connection, HeadRow head, Sequenced<R> sequenced) {
            Batch batch = sequenced.batch();
            if (batch == null) {
                return connection.query("ROLLBACK").execute().map(sequenced.result());
            }
            needsPartition = partitions.isDue(batch.end().size(), head.bodiesEnd());
            if (batch.end().size() > head.bodiesEnd()) {
                return Future.failedFuture(
                        Failures.refused("The database has no partition for more events; nothing was stored.", null));
            }
            return BatchWrite.write(connection, head.end(), batch)
                    .compose(written -> commit(connection, sequenced))
                    .map(committed -> {
                        last = batch.end();
                        return sequenced.result();
                    });
        }

        private Future<?> commit(SqlConnection connection, Sequenced<R> sequenced) {
            return connection.query("COMMIT").execute().onFailure(failure -> {
                if (!Failures.isRolledBack(failure)) {
                    committing = sequenced;
                }
            });
        }

        /** After the connection was given back. */
        private Future<R> settle(Throwable failure) {
            Sequenced<R> uncertain = committing;
            Batch batch = uncertain == null ? null : uncertain.batch();
            if (uncertain == null || batch == null) {
                AppendException refused = Failures.nothingWritten(failure);
                if (!(failure instanceof AppendException || refused instanceof AppendException.IdTaken)) {
                    LOG.warn("An append to the database failed: {}", Failures.text(failure));
                }
                return Future.failedFuture(refused);
            }
            LOG.warn("The connection to the database was lost during a commit: {}", Failures.text(failure));
            return commits.isCommitted(batch).compose(committed -> {
                if (!committed) {
                    return Future.failedFuture(
                            Failures.refused("The connection to the database was lost; nothing was stored.", failure));
                }
                last = batch.end().size() > last.size() ? batch.end() : last;
                return Future.succeededFuture(uncertain.result());
            });
        }
    }
}
