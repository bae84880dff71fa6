package dev.evident.log.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.evident.config.StartException;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Unchecked;
import dev.evident.log.AppendException;
import dev.evident.log.Batch;
import dev.evident.log.LogEnd;
import dev.evident.log.PreparedEvent;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Which failures of SQLite leave the record as it was, and which must end the process. */
class SqliteWriterTest {
    private final Vertx vertx = Vertx.vertx();
    private LogEnd written = LogEnd.empty();
    private long layout;

    @TempDir
    private Path directory;

    @BeforeEach
    void makeTheRecord() throws SQLException {
        new SqliteFile(directory.resolve("events.db")).create();
        try (Connection connection =
                new SqliteFile(directory.resolve("events.db")).writer().getConnection()) {
            Schema.prepare(connection);
            layout = Schema.cookie(connection);
        }
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void nothingIsStoredOnceTheLayoutWasChanged() throws Exception {
        SqliteWriter writer = new SqliteWriter(vertx, database(), layout);
        assertThat(append(writer, batch(0, 3))).isNull();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                Statement statement = other.createStatement()) {
            statement.execute("CREATE TRIGGER other INSTEAD OF INSERT ON batch BEGIN"
                    + " UPDATE event SET body = replace(body, '{', '['); END");

            assertThat(append(writer, batch(3, 3)))
                    .isInstanceOf(AppendException.Fatal.class)
                    .cause()
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("was changed by another program");

            assertThat(statement.executeQuery("SELECT count(*) FROM event").getLong(1))
                    .isEqualTo(3);
            assertThat(statement
                            .executeQuery("SELECT count(*) FROM event WHERE body = '[}'")
                            .getLong(1))
                    .isZero();
        }
    }

    @Test
    void aFullDiskRefusesTheBatchAndStoresNothingOfIt() throws Exception {
        SQLiteDataSource limited = database();
        limited.getConfig().setMaxPageCount(8);
        SqliteWriter writer = new SqliteWriter(vertx, limited, layout);

        assertThat(append(writer, batch(0, 3))).isNull();
        assertThat(append(writer, batch(3, 2_000)))
                .isInstanceOfSatisfying(
                        AppendException.Refused.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(Kind.STORAGE_FULL));
        assertThat(size()).isEqualTo(3);
        assertThat(append(writer, batch(3, 2))).isNull();
        assertThat(size()).isEqualTo(5);
    }

    @Test
    void aRecordLockedByAnotherProgramRefusesTheBatch() throws Exception {
        SQLiteDataSource impatient = database();
        impatient.getConfig().setBusyTimeout(50);
        SqliteWriter writer = new SqliteWriter(vertx, impatient, layout);
        assertThat(append(writer, batch(0, 1))).isNull();

        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(append(writer, batch(1, 1)))
                    .isInstanceOfSatisfying(
                            AppendException.Refused.class,
                            refused -> assertThat(refused.problem().kind()).isEqualTo(Kind.OVERLOADED));
        }
        assertThat(append(writer, batch(1, 1))).isNull();
    }

    @Test
    void aRecordThatSomebodyElseWroteToIsNotGoneOnWith() throws Exception {
        SqliteWriter writer = new SqliteWriter(vertx, database(), layout);
        assertThat(append(writer, batch(0, 1))).isNull();

        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute(
                    "INSERT INTO event SELECT 1, randomblob(16), micros, header, salt, leaf, body FROM event");
        }

        assertThat(append(writer, batch(1, 5))).isInstanceOf(AppendException.Fatal.class);
        assertThat(size()).isEqualTo(2);
    }

    @Test
    void everyBatchIsVisibleToOthersAtOnce() throws Exception {
        SqliteWriter writer = new SqliteWriter(vertx, database(), layout);

        for (int i = 0; i < 20; i++) {
            assertThat(append(writer, batch(i, 1))).isNull();
            assertThat(size()).isEqualTo(i + 1);
        }
    }

    private SQLiteDataSource database() {
        return (SQLiteDataSource) new SqliteFile(directory.resolve("events.db")).writer();
    }

    private Throwable append(SqliteWriter writer, Batch batch) {
        return catchThrowable(() -> {
            writer.append(batch).await(20, TimeUnit.SECONDS);
            written = batch.end();
        });
    }

    private Batch batch(long first, int count) {
        assertThat(written.size()).isEqualTo(first);
        List<PreparedEvent> events = Stream.generate(() -> Unchecked.event("{}"))
                .limit(count)
                .map(event -> new PreparedEvent(event, new byte[16], new byte[32], event.body()))
                .toList();
        return Batch.of(events, written, 1, List.of());
    }

    private long size() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM event")) {
            return count.getLong(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
    }
}
