package dev.evident.bench.writer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A fresh database file with the record's tables, and the way to open it.
 *
 * @param file where it is
 * @param pageSize bytes of a page, fixed when the file is made
 * @param checkpoint pages in the write-ahead log before they are moved into the file
 */
record Database(Path file, int pageSize, int checkpoint) {
    private static final String[] SCHEMA = {
        "CREATE TABLE event(seq INTEGER PRIMARY KEY, id BLOB NOT NULL, micros INTEGER NOT NULL,"
                + " salt BLOB NOT NULL, body BLOB NOT NULL) STRICT",
        "CREATE TABLE head(size INTEGER NOT NULL, micros INTEGER NOT NULL) STRICT",
        "INSERT INTO head VALUES (0, 0)",
        Sql.BATCH_VIEW,
        Sql.BATCH_TRIGGER,
        Sql.ROW_VIEW,
        Sql.ROW_TRIGGER,
        Sql.ROW_HEAD_TRIGGER,
    };

    String url() {
        return "jdbc:sqlite:" + file + "?synchronous=FULL&busy_timeout=5000&cache_size=-16384&wal_autocheckpoint="
                + checkpoint;
    }

    Connection open() throws SQLException {
        return DriverManager.getConnection(url());
    }

    void create() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size=" + pageSize);
            statement.execute("PRAGMA journal_mode=WAL");
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
    }

    /** Fails unless exactly the rows that were acknowledged are there, and the head says so. */
    void verify(long rows) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT (SELECT max(seq) + 1 FROM event), (SELECT count(*) FROM event), size,"
                                + " (SELECT min(length(id) = 16 AND length(salt) = 16 AND json_valid(CAST(body AS TEXT)))"
                                + " FROM (SELECT * FROM event ORDER BY seq DESC LIMIT 1000)) FROM head")) {
            result.next();
            boolean good = result.getLong(1) == rows
                    && result.getLong(2) == rows
                    && result.getLong(3) == rows
                    && result.getBoolean(4);
            if (!good) {
                throw new IllegalStateException("rows are missing or wrong in " + file + ": " + result.getLong(1) + ", "
                        + result.getLong(2) + ", head " + result.getLong(3) + ", written " + rows);
            }
        }
    }
}
