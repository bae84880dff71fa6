package dev.evident.log.postgres;

import dev.evident.config.StartException;
import dev.evident.log.LogEnd;
import dev.evident.log.message.Hashes;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.MissingHashException;
import dev.evident.merkle.Subtree;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** What is done with the database before it is used: tables, durability, and that its parts belong together. */
final class Schema {
    /** Of {@link Tables}. */
    static final int VERSION = 2;

    /** Any number; other programs in the same database should not use it. Lasts until the transaction ends. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(4990371905271236)";

    private static final String HAS_HEAD = "SELECT to_regclass('log_head') IS NOT NULL";

    private static final String FIRST_HEAD =
            "INSERT INTO log_head VALUES (1, $1, gen_random_uuid(), 0, $2, 0, $3, 0, 0)";

    /** A commit that was acknowledged could be lost when one of these is off. Not every relative of PostgreSQL has them. */
    private static final String UNSAFE =
            """
            SELECT name FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name
            """;

    private static final int MAX_SHOWN = 3;
    private static final String LAST = "SELECT seq, micros FROM event ORDER BY seq DESC LIMIT 1";

    private final SqlConnection connection;

    Schema(SqlConnection connection) {
        this.connection = connection;
    }

    /** Whether there is a log. */
    Future<Boolean> exists() {
        return connection.query(HAS_HEAD).execute().map(rows -> rows.iterator()
                .next()
                .getBoolean(0));
    }

    /** Makes the tables of a new log, by one node at a time, and checks what is there. */
    Future<HeadRow> open() {
        return requireDurable().compose(durable -> run(HeadRow.BEGIN)
                .compose(begun -> run(ONE_AT_A_TIME))
                .compose(alone -> exists())
                .compose(exists -> exists ? requireVersion().compose(known -> requireLayout()) : create())
                .compose(ready -> run("COMMIT"))
                .compose(committed -> HeadRow.lock(connection))
                .compose(head ->
                        requireWhole(head.end()).compose(whole -> run("COMMIT")).map(head))
                .recover(failure -> HeadRow.undo(connection, failure)));
    }

    private Future<Void> create() {
        Future<?> made = Future.succeededFuture();
        for (String statement : Tables.ALL) {
            made = made.compose(before -> run(statement));
        }
        LogEnd empty = LogEnd.empty();
        return made.compose(before -> connection
                        .preparedQuery(FIRST_HEAD)
                        .execute(Tuple.of(
                                VERSION,
                                Buffer.buffer(empty.tree().root()),
                                Buffer.buffer(empty.frontier().toBytes()))))
                .mapEmpty();
    }

    private Future<Void> requireVersion() {
        return connection
                .query("SELECT version FROM log_head WHERE only_one = 1")
                .execute()
                .compose(rows -> {
                    int version = rows.size() == 0 ? 0 : rows.iterator().next().getInteger(0);
                    return version == VERSION
                            ? Future.succeededFuture()
                            : Future.failedFuture(new StartException("The log in the database has version " + version
                                    + " of the tables; this Evident reads version " + VERSION + "."));
                });
    }

    private Future<Void> requireLayout() {
        return new Layout(connection)
                .differences()
                .compose(differences -> differences.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(Failures.damaged("its tables are not those that this program makes. "
                                + String.join(" ", differences.subList(0, Math.min(MAX_SHOWN, differences.size())))
                                + " If you know who changed it, undo it")));
    }

    private Future<?> requireDurable() {
        return connection.query(UNSAFE).execute().compose(off -> {
            if (off.size() == 0) {
                return Future.succeededFuture();
            }
            List<String> names = new ArrayList<>();
            off.forEach(row -> names.add(row.getString(0) + " = off"));
            return Future.failedFuture(new StartException("The database has " + String.join(", ", names)
                    + ": what it says is stored may be lost. Turn "
                    + (names.size() == 1 ? "it" : "them")
                    + " on, for the server and for the user that Evident connects as."));
        });
    }

    /** Events, tree and head were written together; when they do not end together, somebody or something changed them. */
    private Future<?> requireWhole(LogEnd end) {
        return connection
                .query(LAST)
                .execute()
                .compose(rows -> {
                    Row last = rows.size() == 0 ? null : rows.iterator().next();
                    long size = last == null ? 0 : last.getLong(0) + 1;
                    if (size != end.size()) {
                        throw Failures.damaged("it has " + size + " events and a tree of " + end.size());
                    }
                    if (last != null && last.getLong(1) != end.micros()) {
                        throw Failures.damaged("its head does not have the time of its last event");
                    }
                    Hashes hashes = Hashes.of(Subtree.of(end.size()));
                    return connection
                            .preparedQuery(HashSql.RUNS)
                            .execute(HashSql.parameters(hashes.runs()))
                            .map(found -> Frontier.of(end.size(), HashSql.fetched(hashes.runs(), found)));
                })
                .transform(read -> {
                    if (read.failed()) {
                        return Future.failedFuture(
                                read.cause() instanceof MissingHashException missing
                                        ? Failures.damaged("part of its tree is missing (" + missing.getMessage() + ")")
                                        : read.cause());
                    }
                    return read.result().head().equals(end.tree())
                            ? Future.succeededFuture()
                            : Future.failedFuture(Failures.damaged(
                                    "its tree has " + read.result().head() + " and its head says " + end.tree()));
                });
    }

    private Future<?> run(String statement) {
        return connection.query(statement).execute();
    }
}
