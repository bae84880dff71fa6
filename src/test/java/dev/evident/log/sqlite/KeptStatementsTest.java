package dev.evident.log.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptStatementsTest {
    private static final String ONE = "SELECT n FROM number WHERE n >= ? ORDER BY n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Connection writing;
    private Connection reading;

    @BeforeEach
    void open() throws SQLException {
        SqliteFile file = new SqliteFile(directory.resolve("numbers.db"));
        file.create();
        writing = DriverManager.getConnection("jdbc:sqlite:" + file.path());
        execute("CREATE TABLE number (n INTEGER PRIMARY KEY)");
        execute("INSERT INTO number VALUES (1), (2), (3)");
        reading = file.reader().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        reading.close();
        writing.close();
    }

    @Test
    void theSameTextIsPreparedOnceAndAnswersEachQuestion() throws SQLException {
        PreparedStatement first = reading.prepareStatement(ONE);
        assertThat(first(first, 1)).isEqualTo(1);
        first.close();

        PreparedStatement again = reading.prepareStatement(ONE);

        assertThat(again).isSameAs(first);
        assertThat(first(again, 3)).isEqualTo(3);
    }

    @Test
    void aClosedStatementHoldsUpNoCheckpointThoughNotAllOfItWasRead() throws SQLException {
        try (PreparedStatement statement = reading.prepareStatement(ONE)) {
            assertThat(first(statement, 1)).isEqualTo(1);
        }
        execute("INSERT INTO number VALUES (4)");

        assertThat(isLogEmptied()).isTrue();
    }

    @Test
    void aFailureLeavesItUsable() throws SQLException {
        try (PreparedStatement statement = reading.prepareStatement(ONE)) {
            assertThatThrownBy(() -> statement.setInt(2, 1)).isInstanceOf(Exception.class);
        }

        try (PreparedStatement statement = reading.prepareStatement(ONE)) {
            assertThat(first(statement, 2)).isEqualTo(2);
        }
    }

    private static int first(PreparedStatement statement, int least) throws SQLException {
        statement.setInt(1, least);
        assertThat(statement.execute()).isTrue();
        ResultSet rows = statement.getResultSet();
        assertThat(rows.next()).isTrue();
        return rows.getInt(1);
    }

    private boolean isLogEmptied() throws SQLException {
        try (Statement statement = writing.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return result.next() && result.getInt(1) == 0;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = writing.createStatement()) {
            statement.execute(sql);
        }
    }
}
