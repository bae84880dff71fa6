package dev.evident.store.sqlite;

import dev.evident.config.StartException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/**
 * The tables, as the steps that made them. A step is never changed once released; a new version adds one at the end.
 * Each step runs in a transaction of its own together with its line in {@code schema_version}.
 */
final class Schema {
    private static final List<List<String>> STEPS = List.of(
            List.of(
                    """
            CREATE TABLE event (
                seq    INTEGER PRIMARY KEY,
                id     BLOB    NOT NULL CHECK (length(id) = 16),
                micros INTEGER NOT NULL,
                salt   BLOB    NOT NULL CHECK (length(salt) = 16),
                body   BLOB    NOT NULL
            ) STRICT
            """));

    private Schema() {}

    /** The version that this program writes. */
    static int version() {
        return STEPS.size();
    }

    /** Brings the database up to {@link #version()}; refuses one that a newer program has written. */
    static void migrate(Connection connection) throws SQLException {
        execute(
                connection,
                "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
        int found = current(connection);
        if (found > version()) {
            throw new StartException(
                    "The record has schema version " + found + ", but this program knows versions up to " + version()
                            + " only: use the newer program that wrote it.");
        }
        for (int step = found; step < version(); step++) {
            apply(connection, step);
        }
    }

    private static int current(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static void apply(Connection connection, int step) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        try (PreparedStatement version = connection.prepareStatement("INSERT INTO schema_version VALUES (?, ?)")) {
            for (String sql : STEPS.get(step)) {
                execute(connection, sql);
            }
            version.setInt(1, step + 1);
            version.setString(2, Instant.now().toString());
            version.executeUpdate();
            execute(connection, "COMMIT");
        } catch (SQLException failure) {
            execute(connection, "ROLLBACK");
            throw failure;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
