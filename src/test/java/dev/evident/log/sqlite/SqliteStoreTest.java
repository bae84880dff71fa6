package dev.evident.log.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.config.Configuration.Compression;
import dev.evident.config.StartException;
import dev.evident.log.LogStore;
import dev.evident.log.LogStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends LogStoreContract {
    @TempDir
    private Path directory;

    @Override
    protected LogStore newStore(InstantSource clock) {
        return new SqliteStore(vertx, database(), 2, Compression.ZSTD, clock);
    }

    @Test
    void filesAreForTheirOwnerOnly() throws Exception {
        append(bodies(1));
        for (String file : new String[] {"events.db", "events.db-wal", "events.db-shm", "events.db.lock"}) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(database().resolveSibling(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(database().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void pagesAreAsLargeAsTheWriterWasMeasuredWith() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA page_size").getInt(1)).isEqualTo(16_384);
            assertThat(statement.executeQuery("PRAGMA journal_mode").getString(1))
                    .isEqualTo("wal");
        }
    }

    @Test
    void aSecondStoreOnTheSameFileIsRefused() {
        assertThatThrownBy(() -> await(new SqliteStore(vertx, database(), 2).open()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is in use by another process");
    }

    @Test
    void aRecordOfANewerProgramIsRefused() throws Exception {
        execute("PRAGMA user_version=99");
        Path copy = directory.resolve("copy.db");
        execute("VACUUM INTO '" + copy + "'");

        assertThatThrownBy(() -> await(new SqliteStore(vertx, copy, 1).open()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("layout version 99");
        assertThat(Schema.VERSION).isLessThan(99);
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        Path garbage =
                Files.writeString(directory.resolve("garbage.db"), "this is not a database, but it is long enough");

        assertThatThrownBy(() -> await(new SqliteStore(vertx, garbage, 1).open()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("cannot be opened");
    }

    private Path database() {
        return directory.resolve("record").resolve("events.db");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
