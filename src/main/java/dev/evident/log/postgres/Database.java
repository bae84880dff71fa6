package dev.evident.log.postgres;

import dev.evident.config.StartException;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where the log's tables are, and the connections to it. Never shows the password. */
final class Database {
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int MAX_WAITING_READS = 1_000;

    /** Texts of statements are kept prepared up to this length. */
    private static final int PREPARED_LIMIT = 8_192;

    /** Asked for by name, since a server that does not know it would refuse the connection. */
    private static final String TRANSACTION_TIMEOUT =
            """
            SELECT set_config(name, $1, false) FROM pg_settings WHERE name = 'transaction_timeout'
            """;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final Timeouts timeouts;

    /**
     * A database.
     *
     * @param uri {@code postgresql://user@host:port/database}
     * @param password of the user; empty for none
     * @throws StartException when the URI is none
     */
    Database(Vertx vertx, String uri, String password, Timeouts timeouts) {
        this.vertx = vertx;
        this.timeouts = timeouts;
        this.options = options(uri);
        if (!password.isEmpty()) {
            options.setPassword(password);
        }
        options.setCachePreparedStatements(true)
                .setPreparedStatementCacheSqlLimit(PREPARED_LIMIT)
                .addProperty("application_name", "evident");
    }

    private static PgConnectOptions options(String uri) {
        try {
            return PgConnectOptions.fromUri(uri);
        } catch (IllegalArgumentException wrong) {
            throw new StartException("store.postgres.uri cannot be understood: it must look like"
                    + " postgresql://user@host:5432/database");
        }
    }

    /** One connection, for what is done in the log's lock. */
    Pool writer() {
        return pool("evident-postgres-writer", 1, -1, timeouts.writing());
    }

    /** Connections for reads; a read that finds {@value #MAX_WAITING_READS} waiting fails. */
    Pool readers(int connections) {
        return pool("evident-postgres-reader", connections, MAX_WAITING_READS, timeouts.reading());
    }

    Timeouts timeouts() {
        return timeouts;
    }

    private Pool pool(String name, int connections, int waiting, Map<String, String> settings) {
        PgConnectOptions session = new PgConnectOptions(options);
        settings.forEach(session::addProperty);
        return PgBuilder.pool()
                .using(vertx)
                .connectingTo(session)
                .with(new PoolOptions().setName(name).setMaxSize(connections).setMaxWaitQueueSize(waiting))
                .with(new NetClientOptions()
                        .setTcpKeepAlive(true)
                        .setConnectTimeout(CONNECT_TIMEOUT_MS)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setReadIdleTimeout((int) timeouts.silence().toMillis()))
                .withConnectHandler(this::connected)
                .build();
    }

    private void connected(SqlConnection connection) {
        connection
                .preparedQuery(TRANSACTION_TIMEOUT)
                .execute(Tuple.of(timeouts.transaction()))
                .onComplete(set -> connection.close());
    }

    /** Host, port and name. */
    @Override
    public String toString() {
        return options.getHost() + ":" + options.getPort() + "/" + options.getDatabase();
    }
}
