package dev.evident.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/** Rows a second that plain JDBC on one connection inserts, 1,000 in a durable transaction: the ceiling for bulk. */
final class RawInsert {
    private static final int ROWS = 1_000;
    private static final String[] SETUP = {
        "PRAGMA page_size=16384",
        "PRAGMA journal_mode=WAL",
        "PRAGMA wal_autocheckpoint=1000",
        "PRAGMA synchronous=FULL",
        "PRAGMA cache_size=-16384",
        "CREATE TABLE event(seq INTEGER PRIMARY KEY, id BLOB NOT NULL, micros INTEGER NOT NULL,"
                + " salt BLOB NOT NULL, body BLOB NOT NULL) STRICT"
    };

    private RawInsert() {}

    /** Writes for some seconds into a database that is deleted afterwards. */
    static double rowsPerSecond(Path directory, double seconds) throws IOException, SQLException {
        Path own = Files.createDirectory(directory.resolve("raw"));
        byte[][] bodies = new byte[ROWS][];
        EventGenerator events = new EventGenerator(1, 0);
        for (int i = 0; i < ROWS; i++) {
            bodies[i] = events.next();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + own.resolve("raw.db"));
                Statement control = connection.createStatement()) {
            for (String sql : SETUP) {
                control.execute(sql);
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?, ?)")) {
                return write(control, insert, bodies, seconds);
            }
        } finally {
            Scratch.delete(own);
        }
    }

    private static double write(Statement control, PreparedStatement insert, byte[][] bodies, double seconds)
            throws SQLException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] id = new byte[16];
        byte[] salt = new byte[16];
        long rows = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < seconds * 1e9) {
            control.execute("BEGIN IMMEDIATE");
            for (byte[] body : bodies) {
                random.nextBytes(id);
                random.nextBytes(salt);
                insert.setLong(1, rows++);
                insert.setBytes(2, id);
                insert.setLong(3, rows);
                insert.setBytes(4, salt);
                insert.setBytes(5, body);
                insert.addBatch();
            }
            insert.executeBatch();
            control.execute("COMMIT");
        }
        return rows * 1e9 / (System.nanoTime() - start);
    }
}
