package dev.evident.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What a unique index of ids costs an event in SQLite, and what a table of bodies beside that of the rest would. Rows are
 * written by plain JDBC, 1,000 a transaction with fsync, the three layouts in turn so that a change of the machine meets
 * all. See ADR 025.
 */
public final class LayoutBench {
    private static final int EVENTS = Integer.getInteger("layout.events", 1_000_000);
    private static final int BATCH = 1_000;
    private static final int ROUND = 50_000;
    private static final int LOOKUPS = 20_000;

    private LayoutBench() {}

    private enum Layout {
        ONE_TABLE(
                "one table",
                "seq INTEGER PRIMARY KEY, id BLOB, micros INTEGER, header BLOB, salt BLOB, leaf BLOB, body BLOB"),
        INDEX_OF_IDS("and a unique index of ids", ONE_TABLE.columns),
        BODIES_APART(
                "and bodies in a table of their own",
                "seq INTEGER PRIMARY KEY, id BLOB, micros INTEGER, header BLOB, leaf BLOB");

        private final String title;
        private final String columns;

        Layout(String title, String columns) {
            this.title = title;
            this.columns = columns;
        }
    }

    /** Runs it. */
    public static void main(String[] args) throws IOException, SQLException {
        Path directory = Files.createTempDirectory("evident-layout");
        List<Lane> lanes = new ArrayList<>();
        try {
            for (Layout layout : Layout.values()) {
                lanes.add(new Lane(layout, directory.resolve(layout.name() + ".db")));
            }
            for (int from = 0; from < EVENTS; from += ROUND) {
                for (Lane lane : lanes) {
                    lane.write(from);
                }
            }
            System.out.println("| layout | µs an event | bytes an event | event by id, p50 µs |");
            System.out.println("|---|---:|---:|---:|");
            for (Lane lane : lanes) {
                lane.print();
                lane.close();
            }
        } finally {
            Scratch.delete(directory);
        }
    }

    private static final class Lane {
        private final Layout layout;
        private final Path file;
        private final Connection connection;
        private final PreparedStatement insert;
        private final PreparedStatement body;
        private final EventGenerator generator = new EventGenerator(1, 0);
        private final Random random = new Random(1);
        private final byte[][] ids = new byte[LOOKUPS][];
        private long nanos;

        Lane(Layout layout, Path file) throws SQLException {
            this.layout = layout;
            this.file = file;
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA page_size=16384");
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("CREATE TABLE event (" + layout.columns + ") STRICT");
                statement.execute("CREATE TABLE body (seq INTEGER PRIMARY KEY, salt BLOB, body BLOB) STRICT");
                if (layout != Layout.ONE_TABLE) {
                    statement.execute("CREATE UNIQUE INDEX event_id ON event (id)");
                }
            }
            connection.setAutoCommit(false);
            insert = connection.prepareStatement(
                    layout == Layout.BODIES_APART
                            ? "INSERT INTO event VALUES (?, ?, ?, ?, ?)"
                            : "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)");
            body = connection.prepareStatement("INSERT INTO body VALUES (?, ?, ?)");
        }

        void write(int from) throws SQLException {
            for (int first = from; first < from + ROUND; first += BATCH) {
                byte[][] bodies = new byte[BATCH][];
                byte[][] batchIds = new byte[BATCH][];
                for (int i = 0; i < BATCH; i++) {
                    bodies[i] = generator.next();
                    batchIds[i] = id(first + i);
                }
                long started = System.nanoTime();
                for (int i = 0; i < BATCH; i++) {
                    add(first + i, batchIds[i], bodies[i]);
                }
                insert.executeBatch();
                if (layout == Layout.BODIES_APART) {
                    body.executeBatch();
                }
                connection.commit();
                nanos += System.nanoTime() - started;
            }
        }

        private void add(int seq, byte[] id, byte[] content) throws SQLException {
            insert.setLong(1, seq);
            insert.setBytes(2, id);
            insert.setLong(3, seq);
            insert.setBytes(4, new byte[0]);
            if (layout == Layout.BODIES_APART) {
                insert.setBytes(5, new byte[32]);
                body.setLong(1, seq);
                body.setBytes(2, new byte[16]);
                body.setBytes(3, content);
                body.addBatch();
            } else {
                insert.setBytes(5, new byte[16]);
                insert.setBytes(6, new byte[32]);
                insert.setBytes(7, content);
            }
            insert.addBatch();
        }

        /** A millisecond for each 50 events, and up to ten seconds of disorder for one in a hundred. */
        private byte[] id(int seq) {
            long millis = 1_760_000_000_000L + seq / 50 - (random.nextInt(100) == 0 ? random.nextInt(10_000) : 0);
            byte[] id = ByteBuffer.allocate(16)
                    .putLong(millis << 16 | 0x7000 | random.nextInt(4_096))
                    .putLong(random.nextLong())
                    .array();
            ids[random.nextInt(LOOKUPS)] = id;
            return id;
        }

        void print() throws SQLException, IOException {
            long size = Files.size(file);
            String lookup = layout == Layout.ONE_TABLE ? "" : String.valueOf(lookup());
            System.out.printf(
                    "| %s | %.2f | %.0f | %s |%n", layout.title, nanos / 1e3 / EVENTS, size / (double) EVENTS, lookup);
        }

        private long lookup() throws SQLException {
            long[] times = new long[LOOKUPS];
            String sql = layout == Layout.BODIES_APART
                    ? "SELECT e.seq, b.body FROM event e JOIN body b ON b.seq = e.seq WHERE e.id = ?"
                    : "SELECT seq, body FROM event WHERE id = ?";
            try (PreparedStatement find = connection.prepareStatement(sql)) {
                for (int i = 0; i < LOOKUPS; i++) {
                    long started = System.nanoTime();
                    if (ids[i] != null) {
                        find.setBytes(1, ids[i]);
                        try (ResultSet found = find.executeQuery()) {
                            if (!found.next()) {
                                throw new IllegalStateException("an id is not found");
                            }
                        }
                    }
                    times[i] = System.nanoTime() - started;
                }
            }
            Arrays.sort(times);
            return TimeUnit.NANOSECONDS.toMicros(times[LOOKUPS / 2]);
        }

        void close() throws SQLException {
            insert.close();
            body.close();
            connection.close();
        }
    }
}
