package dev.evident.log.sqlite;

import dev.evident.config.StartException;
import dev.evident.log.StoredEventCheck;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The layout of the database: what this program makes, and whether a file still has exactly that. */
final class Schema {
    private static final int MAX_SHOWN = 3;

    /** What the file says it is: "EVDT" in ASCII, as SQLite's {@code application_id}. */
    static final int APPLICATION_ID = 0x4556_4454;

    /** Of the layout, as SQLite's {@code user_version}. No other can be read. */
    static final int VERSION = 11;

    private Schema() {}

    /**
     * Makes the tables of a new record, in one transaction. Refuses a record of another version, and one whose layout is
     * not exactly what this program makes, before anything is written: a trigger that somebody planted would store
     * something else than what it is given.
     */
    static void prepare(Connection connection) throws SQLException {
        if (objects(connection).isEmpty()) {
            create(connection);
        } else {
            requireVersion(connection);
            requireNoDifferences(connection);
        }
    }

    /** Whether the database has a log's tree. */
    static boolean isRecord(Connection connection) throws SQLException {
        return objects(connection).containsKey("table tree_head");
    }

    /** Refuses a record of another version. */
    static void requireVersion(Connection connection) throws SQLException {
        long found = pragma(connection, "user_version");
        if (found != VERSION && isRecord(connection)) {
            throw new StartException("The record has layout version " + found + ", but this program knows version "
                    + VERSION + " only: use the program that wrote it.");
        }
    }

    /** Refuses a database whose layout somebody changed. */
    static void requireNoDifferences(Connection connection) throws SQLException {
        List<String> differences = differences(connection);
        if (!differences.isEmpty()) {
            throw damaged("its layout is not the one that this program makes. "
                    + String.join(" ", differences.subList(0, Math.min(MAX_SHOWN, differences.size())))
                    + " If you know who did it, undo it with the sqlite3 shell");
        }
    }

    /** That it must not be used as it is, and what can be done. */
    static StartException damaged(String how) {
        return new StartException("The record is damaged: " + how
                + ". Nothing was changed. See what is wrong with: evident verify; restore the newest backup, or see"
                + " what else can be done with: evident recover");
    }

    /** The random id of the log; empty when it has none. */
    static Optional<UUID> logId(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM log")) {
            return row.next() && row.getObject(1) instanceof byte[] id
                    ? Optional.of(StoredEventCheck.uuid(id))
                    : Optional.empty();
        } catch (SQLException damaged) {
            return Optional.empty(); // what is wrong with the layout is said elsewhere
        }
    }

    /** Counts changes of the layout: SQLite raises it with each, whoever makes it. */
    static long cookie(Connection connection) throws SQLException {
        return pragma(connection, "schema_version");
    }

    /**
     * Where the database's tables, indexes, views and triggers, or what its header says of them, differ from what this
     * program makes: one sentence each.
     */
    static List<String> differences(Connection connection) throws SQLException {
        Map<String, String> found = objects(connection);
        Map<String, String> expected;
        try (Connection fresh = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            create(fresh);
            expected = objects(fresh);
        }
        List<String> differences = new ArrayList<>();
        compare(connection, "application_id", APPLICATION_ID, differences);
        compare(connection, "user_version", VERSION, differences);
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

    private static void create(Connection connection) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        try {
            for (String sql : Tables.ALL) {
                execute(connection, sql);
            }
            execute(connection, "PRAGMA user_version=" + VERSION);
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
