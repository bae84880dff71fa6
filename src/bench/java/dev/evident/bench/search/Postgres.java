package dev.evident.bench.search;

import dev.evident.bench.Progress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * A PostgreSQL server of its own, set up as for a table that is only appended to and searched: a B-tree for each column
 * and for the number and the prefix that are asked for, GIN for the JSON and for the words.
 */
final class Postgres implements AutoCloseable {
    private static final String TABLE =
            """
            CREATE TABLE event (
              seq bigint PRIMARY KEY,
              ts timestamptz NOT NULL,
              event_type text COLLATE "C" NOT NULL,
              user_id text COLLATE "C" NOT NULL,
              body jsonb NOT NULL,
              words tsvector GENERATED ALWAYS AS (jsonb_to_tsvector('simple', body, '["string"]')) STORED)
            """;
    /** What one thread builds, then what the other does: GIN cannot be built in parallel, and two fit the cores. */
    private static final List<List<String>> INDEXES = List.of(
            List.of(
                    "CREATE INDEX event_body ON event USING gin (body jsonb_path_ops)",
                    "CREATE INDEX event_type ON event (event_type, seq)",
                    "CREATE INDEX event_user ON event (user_id, seq)"),
            List.of(
                    "CREATE INDEX event_words ON event USING gin (words)",
                    "CREATE INDEX event_ts ON event (ts)",
                    "CREATE INDEX event_amount ON event (((body -> 'variant_data' -> 'amount')::float8))"));

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts one with its programs and data in the directory; makes the table. */
    static Postgres start(Path directory) throws IOException, SQLException {
        // Read when the class below is loaded; otherwise it leaves a directory behind among the temporary ones.
        System.setProperty("ot.epg.working-dir", directory.resolve("postgres").toString());
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgres-data"))
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("effective_cache_size", "8GB")
                .setServerConfig("work_mem", "64MB")
                .setServerConfig("maintenance_work_mem", "1GB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("checkpoint_timeout", "30min")
                .setServerConfig("random_page_cost", "1.1")
                .setServerConfig("effective_io_concurrency", "200")
                .setServerConfig("jit", "off")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
        Postgres postgres = new Postgres(server);
        try {
            postgres.execute(TABLE);
        } catch (SQLException failure) {
            server.close();
            throw failure;
        }
        return postgres;
    }

    /** Its JDBC URL. */
    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    /** Copies rows into the table in one transaction. */
    long copy(InputStream rows) throws SQLException, IOException {
        try (Connection connection = connect()) {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY event (seq, ts, event_type, user_id, body) FROM STDIN", rows, 1 << 16);
        }
    }

    /** Rows a second that {@code COPY} hands out, those that fulfil a condition. */
    double copyOut(String condition) throws SQLException {
        try (Connection connection = connect()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            String sql = "COPY (SELECT seq, ts, body FROM event WHERE " + condition + " ORDER BY seq DESC) TO STDOUT";
            long begin = System.nanoTime();
            long rows = copy.copyOut(sql, OutputStream.nullOutputStream());
            return rows * 1e9 / (System.nanoTime() - begin);
        } catch (IOException failure) {
            throw new SQLException(failure);
        }
    }

    /** Makes the indexes. */
    void index() throws SQLException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(INDEXES.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (List<String> statements : INDEXES) {
                running.add(threads.submit(() -> {
                    for (String statement : statements) {
                        execute(statement);
                        Progress.say(statement);
                    }
                    return statements;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException failure) {
            throw new SQLException("an index could not be made", failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Leaves nothing to be done in the background: pending index entries, statistics, visibility, dirty pages. */
    void settle() throws SQLException {
        execute("VACUUM (ANALYZE) event");
        execute("CHECKPOINT");
    }

    /** Bytes of the table with all that belongs to it, and those of its indexes but the primary key's. */
    long[] bytes() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT pg_total_relation_size('event'), pg_indexes_size('event') - pg_relation_size('event_pkey')")) {
            result.next();
            return new long[] {result.getLong(1), result.getLong(2)};
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
