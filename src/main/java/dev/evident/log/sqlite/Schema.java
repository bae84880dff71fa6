package dev.evident.log.sqlite;

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
    private static final int MAX_SHOWN = 3;

    private static final String VERSION_TABLE =
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT";

    /** What the file says it is: "EVDT" in ASCII, as SQLite's {@code application_id}. */
    static final int APPLICATION_ID = 0x4556_4454;

    private Schema() {}

    /** The version from which on a record has the log's tree. */
    static final int WITH_TREE = 2;

    /** The version that this program writes. */
    static int version() {
        return SchemaSteps.ALL.size();
    }

    /**
     * Brings the database up to {@link #version()}. Refuses one that a newer program has written, and one whose layout is
     * not exactly what this program makes, before anything is written: a trigger that somebody planted would store
     * something else than what it is given.
     */
    static void migrate(Connection connection) throws SQLException {
        if (!objects(connection).isEmpty()) {
            int found = found(connection);
            if (found <= version()) {
                requireNoDifferences(connection);
            }
        }
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

    /** Refuses a database whose layout somebody changed. */
    static void requireNoDifferences(Connection connection) throws SQLException {
        List<String> differences = differences(connection);
        if (!differences.isEmpty()) {
            throw RecordOpening.damaged("its layout is not the one that this program makes. "
                    + String.join(" ", differences.subList(0, Math.min(MAX_SHOWN, differences.size())))
                    + " If you know who did it, undo it with the sqlite3 shell");
        }
    }

    /** Counts changes of the layout: SQLite raises it with each, whoever makes it. */
    static long cookie(Connection connection) throws SQLException {
        return pragma(connection, "schema_version");
    }

    /**
     * Where the database's tables, indexes, views and triggers, or what its header says of them, differ from what its
     * version has: one sentence each.
     */
    static List<String> differences(Connection connection) throws SQLException {
        Map<String, String> found = objects(connection);
        Map<String, String> expected;
        long userVersion;
        try (Connection fresh = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            execute(fresh, VERSION_TABLE);
            for (int step = 0; step < found(connection); step++) {
                apply(fresh, step);
            }
            if (!hasTable(connection, LeafMigration.OLD)) {
                execute(fresh, "DROP TABLE IF EXISTS " + LeafMigration.OLD);
            }
            expected = objects(fresh);
            userVersion = pragma(fresh, "user_version");
        }
        List<String> differences = new ArrayList<>();
        compare(connection, "application_id", APPLICATION_ID, differences);
        compare(connection, "user_version", userVersion, differences);
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

    private static void compare(Connection connection, String name, long expected, List<String> differences)
            throws SQLException {
        long found = pragma(connection, name);
        if (found != expected) {
            differences.add("The database's " + name + " is " + found + ", not " + expected + ".");
        }
    }

    private static long pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet value = statement.executeQuery("PRAGMA " + name)) {
            return value.getLong(1);
        }
    }

    /** All of them, those that SQLite makes by itself too. */
    private static Map<String, String> objects(Connection connection) throws SQLException {
        Map<String, String> objects = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(type, '?') || ' ' || coalesce(name, '?'), coalesce(tbl_name, '') || ': ' ||"
                                + " coalesce(sql, '') FROM sqlite_schema")) {
            while (row.next()) {
                String name = row.getString(1);
                objects.merge(name, row.getString(2), (one, other) -> one + "; " + other);
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
            execute(connection, "PRAGMA user_version=" + (step + 1));
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
