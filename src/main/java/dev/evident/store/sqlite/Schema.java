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
            """),
            List.of(
                    "ALTER TABLE event RENAME TO event_without_leaf",
                    """
            CREATE TABLE event (
                seq    INTEGER PRIMARY KEY,
                id     BLOB    NOT NULL CHECK (length(id) = 16),
                micros INTEGER NOT NULL,
                salt   BLOB    NOT NULL CHECK (length(salt) = 16),
                leaf   BLOB    NOT NULL CHECK (length(leaf) = 32),
                body   BLOB    NOT NULL
            ) STRICT
            """,
                    """
            CREATE TABLE node (
                level  INTEGER NOT NULL,
                number INTEGER NOT NULL,
                hash   BLOB    NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (level, number)
            ) STRICT, WITHOUT ROWID
            """,
                    """
            CREATE TABLE tree_head (
                only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
                size     INTEGER NOT NULL,
                root     BLOB    NOT NULL CHECK (length(root) = 32)
            ) STRICT
            """,
                    "INSERT INTO tree_head VALUES (1, 0,"
                            + " x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')",
                    """
            CREATE VIEW batch AS SELECT
                0 AS first, 0 AS micros, x'' AS ids, x'' AS salts, x'' AS leaves, x'' AS bodies, '[]' AS spans,
                '[]' AS places, x'' AS hashes, 0 AS size, x'' AS root
            """,
                    """
            CREATE TRIGGER append INSTEAD OF INSERT ON batch BEGIN
                INSERT INTO event (seq, id, micros, salt, leaf, body)
                SELECT NEW.first + key, substr(NEW.ids, key * 16 + 1, 16), NEW.micros,
                       substr(NEW.salts, key * 16 + 1, 16), substr(NEW.leaves, key * 32 + 1, 32),
                       substr(NEW.bodies, (value >> 32) + 1, value & 4294967295)
                FROM json_each(NEW.spans);
                INSERT INTO node (level, number, hash)
                SELECT value >> 56, value & 72057594037927935, substr(NEW.hashes, key * 32 + 1, 32)
                FROM json_each(NEW.places);
                UPDATE tree_head SET size = NEW.size, root = NEW.root WHERE size = NEW.first;
                SELECT RAISE(ABORT, 'the log does not end where this batch begins') WHERE changes() <> 1;
            END
            """),
            // Keys of events, by the day (of 86,400 seconds since the epoch) on which they were accepted.
            List.of(
                    """
            CREATE TABLE dedup (
                day INTEGER NOT NULL,
                key BLOB    NOT NULL CHECK (length(key) = 16),
                seq INTEGER NOT NULL,
                PRIMARY KEY (day, key)
            ) STRICT, WITHOUT ROWID
            """,
                    "DROP VIEW batch",
                    """
            CREATE VIEW batch AS SELECT
                0 AS first, 0 AS micros, x'' AS ids, x'' AS salts, x'' AS leaves, x'' AS bodies, '[]' AS spans,
                '[]' AS places, x'' AS hashes, 0 AS size, x'' AS root, x'' AS keys, '[]' AS keyed
            """,
                    """
            CREATE TRIGGER append INSTEAD OF INSERT ON batch BEGIN
                INSERT INTO event (seq, id, micros, salt, leaf, body)
                SELECT NEW.first + key, substr(NEW.ids, key * 16 + 1, 16), NEW.micros,
                       substr(NEW.salts, key * 16 + 1, 16), substr(NEW.leaves, key * 32 + 1, 32),
                       substr(NEW.bodies, (value >> 32) + 1, value & 4294967295)
                FROM json_each(NEW.spans);
                INSERT OR REPLACE INTO dedup (day, key, seq)
                SELECT NEW.micros / 86400000000, substr(NEW.keys, key * 16 + 1, 16), NEW.first + value
                FROM json_each(NEW.keyed);
                INSERT INTO node (level, number, hash)
                SELECT value >> 56, value & 72057594037927935, substr(NEW.hashes, key * 32 + 1, 32)
                FROM json_each(NEW.places);
                UPDATE tree_head SET size = NEW.size, root = NEW.root WHERE size = NEW.first;
                SELECT RAISE(ABORT, 'the log does not end where this batch begins') WHERE changes() <> 1;
            END
            """),
            // What was deleted, with what its proofs still need.
            List.of(
                    """
            CREATE TABLE redaction (
                seq     INTEGER PRIMARY KEY,
                content BLOB    NOT NULL CHECK (length(content) = 32),
                by_seq  INTEGER NOT NULL CHECK (by_seq > seq),
                tenant  TEXT
            ) STRICT
            """,
                    """
            CREATE VIEW erasing_batch AS SELECT
                0 AS first, 0 AS micros, x'' AS ids, x'' AS salts, x'' AS leaves, x'' AS bodies, '[]' AS spans,
                '[]' AS places, x'' AS hashes, 0 AS size, x'' AS root, x'' AS keys, '[]' AS keyed, '[]' AS targets,
                x'' AS contents
            """,
                    """
            CREATE TRIGGER erase INSTEAD OF INSERT ON erasing_batch BEGIN
                INSERT INTO batch (first, micros, ids, salts, leaves, bodies, spans, places, hashes, size, root,
                        keys, keyed)
                VALUES (NEW.first, NEW.micros, NEW.ids, NEW.salts, NEW.leaves, NEW.bodies, NEW.spans, NEW.places,
                        NEW.hashes, NEW.size, NEW.root, NEW.keys, NEW.keyed);
                INSERT INTO redaction (seq, content, by_seq, tenant)
                SELECT value ->> 0, substr(NEW.contents, key * 32 + 1, 32), value ->> 1, value ->> 2
                FROM json_each(NEW.targets);
                UPDATE event SET salt = zeroblob(16), body = x''
                WHERE seq IN (SELECT value ->> 0 FROM json_each(NEW.targets)) AND length(body) > 0;
                SELECT RAISE(ABORT, 'not every event to erase has content')
                WHERE changes() <> json_array_length(NEW.targets);
            END
            """));

    private static final String VERSION_TABLE =
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT";

    private Schema() {}

    /** The version from which on a record has the log's tree. */
    static final int WITH_TREE = 2;

    /** The version that this program writes. */
    static int version() {
        return STEPS.size();
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
