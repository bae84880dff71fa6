package dev.evident.log.sqlite;

import dev.evident.codec.Dictionary;
import dev.evident.config.StartException;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.log.AppendException;
import dev.evident.log.Batch;
import dev.evident.log.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Writes a {@linkplain PackedBatch packed batch} as one statement in autocommit, so that it is atomic by itself and costs
 * the JDBC client one trip to a worker thread.
 *
 * <p>Transactions of the client are never used: a connection that had one stays out of autocommit, and what is written
 * on it afterwards is lost.
 */
final class SqliteWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);

    /** What SQLite says when {@link PackedBatch#LAYOUT} refuses. */
    private static final String LAYOUT_CHANGED = "integer overflow";

    /** What SQLite says of an id that is not new; it has rolled the statement back then. */
    private static final String ID_TAKEN = "UNIQUE constraint failed: event.id";

    /** Pages in the write-ahead log at which they are copied into the database: 16 MiB. */
    private static final int CHECKPOINT_PAGES = 1_000;

    /** Pages that a commit writes at least: the ends of event and node, the head. Keys are random: most write one more. */
    private static final int COMMIT_PAGES = 3;

    /** In milliseconds; longer than that writes are not held up. */
    private static final int PURGE_WAIT_MS = 250;

    private final Pool pool;
    private final DedupTable keys;
    private final long layout;
    private long pages;

    /**
     * On a database.
     *
     * @param layout the {@linkplain Schema#cookie cookie} of the layout that was checked: nothing is written in another
     */
    SqliteWriter(Vertx vertx, DataSource database, long layout) {
        this.layout = layout;
        pool = JDBCPool.pool(vertx, database, SqliteFile.pool("evident-sqlite-writer", 1));
        keys = new DedupTable(pool);
    }

    Future<Void> append(Batch batch) {
        boolean erases = !batch.erasures().isEmpty();
        Tuple packed = erases ? PackedErasures.of(batch) : PackedBatch.of(batch);
        packed.addLong(layout);
        return pool.preparedQuery(erases ? PackedErasures.INSERT : PackedBatch.INSERT, SqliteFile.NO_GENERATED_KEYS)
                .executeBatch(List.of(packed))
                .transform(written -> written.succeeded()
                        ? checkpointWhenDue(batch, PackedBatch.bytes(packed))
                        : Future.failedFuture(classify(written.cause())));
    }

    /** Keeps a dictionary for good, in a transaction of its own. Fails as {@link #append} does. */
    Future<Void> keep(Dictionary dictionary, long size) {
        return pool.preparedQuery(DictionaryTable.INSERT, SqliteFile.NO_GENERATED_KEYS)
                .executeBatch(List.of(DictionaryTable.row(dictionary, size)))
                .transform(written -> written.succeeded()
                        ? Future.succeededFuture()
                        : Future.failedFuture(classify(written.cause())));
    }

    /** What is in the log, by what was written last. */
    Lookup lookup() {
        return keys;
    }

    /** What a failure to look something up fails with: nothing was written. */
    static AppendException unreadable(Throwable failure) {
        if (failure instanceof AppendException known) {
            return known;
        }
        LOG.error("Keys or ids of events could not be looked up", failure);
        return new AppendException.Refused(
                Problem.of(Kind.INTERNAL, "The record could not be read; nothing was stored."), failure);
    }

    Future<Integer> forget(long before, int max) {
        return keys.forget(before, max).recover(failure -> Future.failedFuture(classify(failure)));
    }

    /**
     * Copies the write-ahead log into the database from time to time. SQLite does so by itself as well, but then passes
     * over a disk that failed; here that is fatal like any other failure. A disk that is full or a record that is locked
     * is not: the batch is safe in the log, which is copied a little later.
     */
    private Future<Void> checkpointWhenDue(Batch batch, int bytes) {
        pages += COMMIT_PAGES + bytes / SqliteFile.PAGE_SIZE + PackedBatch.keys(batch.events()) / 2;
        if (pages < CHECKPOINT_PAGES) {
            return Future.succeededFuture();
        }
        pages = 0;
        return pool.query("PRAGMA wal_checkpoint(PASSIVE)").execute().transform(copied -> {
            AppendException failure = copied.succeeded() ? null : classify(copied.cause());
            return failure instanceof AppendException.Fatal ? Future.failedFuture(failure) : Future.succeededFuture();
        });
    }

    /**
     * Empties the write-ahead log, which still holds pages as they were before an erasure; those of the database itself
     * are overwritten by the checkpoint. Completes with false when a reader is in the way for {@value #PURGE_WAIT_MS}
     * milliseconds, which is as long as writes may be held up, or the disk is full.
     */
    Future<Boolean> purge() {
        return pool.withConnection(connection -> connection
                        .query("PRAGMA busy_timeout=" + PURGE_WAIT_MS)
                        .execute()
                        .compose(set -> connection
                                .query("PRAGMA wal_checkpoint(TRUNCATE)")
                                .execute())
                        .map(rows -> rows.iterator().next().getLong(0) == 0)
                        .eventually(() -> connection
                                .query("PRAGMA busy_timeout=" + SqliteFile.BUSY_TIMEOUT_MS)
                                .execute()))
                .recover(failure -> {
                    AppendException kind = classify(failure);
                    return kind instanceof AppendException.Refused
                            ? Future.succeededFuture(false)
                            : Future.failedFuture(kind);
                });
    }

    Future<Void> close() {
        return pool.close();
    }

    /**
     * A full disk and a locked database leave the record as it was: SQLite has rolled the statement back. After anything
     * else, a failed fsync above all, SQLite would go on and acknowledge what is not there.
     */
    private static AppendException classify(Throwable failure) {
        SQLiteErrorCode code = code(failure);
        if (code == SQLiteErrorCode.SQLITE_FULL) {
            return full(failure);
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED) {
            return new AppendException.Refused(
                    Problem.of(Kind.OVERLOADED, "The record is locked by another program; nothing was stored."),
                    failure);
        }
        if (code == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE
                && String.valueOf(failure.getMessage()).contains(ID_TAKEN)) {
            return new AppendException.IdTaken(failure);
        }
        if (code == SQLiteErrorCode.SQLITE_ERROR
                && String.valueOf(failure.getMessage()).contains(LAYOUT_CHANGED)) {
            return new AppendException.Fatal(
                    new StartException("The layout of the record was changed by another program"
                            + " while the service ran; nothing was stored. The next start says what was changed."));
        }
        return new AppendException.Fatal(failure);
    }

    /** Nothing was written, since there is no space on the disk. */
    static AppendException.Refused full(@Nullable Throwable failure) {
        return new AppendException.Refused(
                Problem.of(Kind.STORAGE_FULL, "The disk is full; nothing was stored. Reads go on."), failure);
    }

    /** Whether a batch was refused since there is no space on the disk. */
    static boolean isFull(Throwable failure) {
        return failure instanceof AppendException.Refused refused
                && refused.problem().kind() == Kind.STORAGE_FULL;
    }

    private static @Nullable SQLiteErrorCode code(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLiteException sqlite) {
                return sqlite.getResultCode();
            }
            if (at instanceof SQLException sql && sql.getNextException() instanceof SQLiteException next) {
                return next.getResultCode();
            }
        }
        return null;
    }
}
