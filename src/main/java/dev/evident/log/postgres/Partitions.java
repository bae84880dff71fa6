package dev.evident.log.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes partitions of the bodies, each for a range of positions, before they are needed. Deleting old bodies is then
 * dropping a table.
 */
final class Partitions {
    /** Positions in one partition. */
    static final long EVENTS = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

    /**
     * Deleted bodies are the only thing in it to vacuum, which is done within a minute or two instead of when a fifth of
     * the table is gone.
     */
    private static final String CREATE =
            """
            CREATE TABLE %1$s (LIKE body INCLUDING ALL)
            WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)
            """;

    /** Unlike a table that is made as a partition, this does not wait for readers. */
    private static final String ATTACH = "ALTER TABLE body ATTACH PARTITION %1$s FOR VALUES FROM (%2$d) TO (%3$d)";

    private static final String REMEMBER = "UPDATE log_head SET bodies_end = $1 WHERE only_one = 1";

    private final Pool writer;
    private final long events;

    /**
     * In the log's database.
     *
     * @param events positions in one partition
     */
    Partitions(Pool writer, long events) {
        this.writer = writer;
        this.events = events;
    }

    /** Whether less than half of a partition is left. */
    boolean isDue(long size, long bodiesEnd) {
        return bodiesEnd - size < events / 2;
    }

    /** Makes partitions until it is not due any more. */
    Future<Void> make() {
        return writer.withConnection(connection -> HeadRow.lock(connection)
                        .compose(head -> isDue(head.end().size(), head.bodiesEnd())
                                ? add(connection, head.bodiesEnd()).map(true)
                                : connection.query("ROLLBACK").execute().map(false))
                        .recover(failure -> HeadRow.undo(connection, failure)))
                .compose(made -> made ? make() : Future.succeededFuture());
    }

    /** The same, when an append can go on without it: the next one tries again. */
    Future<Void> makeAhead() {
        return make().recover(failure -> {
            LOG.warn("The next partition of the bodies could not be made yet: {}", Failures.text(failure));
            return Future.succeededFuture();
        });
    }

    /** The name of the partition from a position on. */
    static String name(long from) {
        return "body_" + from;
    }

    /** The statement that makes it. */
    static String create(long from) {
        return CREATE.formatted(name(from));
    }

    /** The statement that makes it a partition, up to a position. */
    static String attach(long from, long to) {
        return ATTACH.formatted(name(from), from, to);
    }

    private Future<?> add(SqlConnection connection, long from) {
        return connection
                .query(create(from))
                .execute()
                .compose(
                        created -> connection.query(attach(from, from + events)).execute())
                .compose(attached -> connection.preparedQuery(REMEMBER).execute(Tuple.of(from + events)))
                .compose(remembered -> connection.query("COMMIT").execute());
    }
}
