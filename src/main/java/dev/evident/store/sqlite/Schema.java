package dev.evident.store.sqlite;

import dev.evident.config.StartException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tables, as the {@linkplain SchemaSteps steps} that made them. Each step runs in a transaction of its own together
 * with its line in {@code schema_version}.
 */
final class Schema {
    private static final String VERSION_TABLE =
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT";

    private Schema() {}

    /** The version from which on a record has the log's tree. */
    static final int WITH_TREE = 2;

    /** The version that this program writes. */
    static int version() {
        return SchemaSteps.ALL.size();
    }

    /** Brings the database up to {@link #version()}; refuses one that a newer program has written. */
    static void migrate(Connection connection) throws SQLException {
        execute(connection, VERSION_TABLE);
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

    /** The version that the database has; 0 when it is new. */
    private static int current(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    /** The version of a database that may be new. */
    static int found(Connection connection) throws SQLException {
        return hasTable(connection, "schema_version") ? current(connection) : 0;
    }

    static boolean hasTable(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")) {
            statement.setString(1, name);
            try (ResultSet table = statement.executeQuery()) {
                return table.next();
            }
        }
    }

    /**
     * Where the database's tables, views and triggers differ from those that its version has: one sentence each. A trigger
     * that somebody changed could write something else than what it was given.
     */
    static List<String> differences(Connection connection) throws SQLException {
        Map<String, String> found = objects(connection);
        Map<String, String> expected;
        try (Connection fresh = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            execute(fresh, VERSION_TABLE);
            for (int step = 0; step < found(connection); step++) {
                apply(fresh, step);
            }
            if (!hasTable(connection, LeafMigration.OLD)) {
                execute(fresh, "DROP TABLE IF EXISTS " + LeafMigration.OLD);
            }
            expected = objects(fresh);
        }
        List<String> differences = new ArrayList<>();
        expected.forEach((name, sql) -> {
            if (!found.containsKey(name)) {
                differences.add("The database has no " + name + ".");
            } else if (!sql.equals(found.get(name))) {
                differences.add("The database's " + name + " is not the one that this program makes.");
            }
        });
        found.keySet().stream()
                .filter(name -> !expected.containsKey(name))
                .forEach(name -> differences.add("The database has a " + name + " that this program does not make."));
        return differences;
    }

    private static Map<String, String> objects(Connection connection) throws SQLException {
        Map<String, String> objects = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT type || ' ' || name, sql FROM sqlite_schema"
                        + " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")) {
            while (row.next()) {
                objects.put(row.getString(1), row.getString(2));
            }
        }
        return objects;
    }

    private static void apply(Connection connection, int step) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        try (PreparedStatement version = connection.prepareStatement("INSERT INTO schema_version VALUES (?, ?)")) {
            for (String sql : SchemaSteps.ALL.get(step)) {
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
