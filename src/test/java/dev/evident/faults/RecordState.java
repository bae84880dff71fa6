package dev.evident.faults;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** What a process finds that is about to be killed. */
enum RecordState {
    /** Nothing: it makes the record. */
    NEW(3, Integer.MAX_VALUE),

    /** A write-ahead log that the process before, which was killed, has not copied. */
    KILLED(2, Integer.MAX_VALUE),

    /** Events that fill the write-ahead log, so that it is copied while it is written to. */
    FULL_LOG(9, 40),

    /** A record of the first version, whose events have no leaves: two steps of migration. */
    OLD(1, 40);

    private static final int OLD_EVENTS = 10_500;

    private static final long OLD_MICROS = 1_700_000_000_000_000L;

    /** Events of one time, as a batch is. */
    private static final int OLD_BATCH = 100;

    private static final int LINES_BEFORE = 14;

    private final int batches;
    private final int mostKills;

    RecordState(int batches, int mostKills) {
        this.batches = batches;
        this.mostKills = mostKills;
    }

    /** How many batches the process appends. */
    int batches() {
        return batches;
    }

    /** How many of its calls of one kind, between one wait and the next, a process is killed at, at most. */
    int mostKills() {
        return mostKills;
    }

    /** Makes it in a directory that is not there yet. */
    RecordLife make(RecordJvm jvm, Path directory) throws Exception {
        RecordLife life =
                new RecordLife(jvm, directory, new RecordOracle(this == FULL_LOG ? RecordProcess.HUGE_FROM : 0));
        if (this == KILLED) {
            life.liveFor(LINES_BEFORE);
        }
        return this == OLD ? new RecordLife(jvm, directory, old(directory)) : life;
    }

    private static RecordOracle old(Path directory) throws Exception {
        Files.createDirectories(directory);
        RecordOracle oracle = new RecordOracle(0);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"))) {
            execute(connection, "PRAGMA page_size=16384");
            execute(connection, "PRAGMA journal_mode=WAL");
            execute(connection, "PRAGMA application_id=" + 0x4556_4454);
            execute(connection, "PRAGMA user_version=1");
            execute(
                    connection,
                    "CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)" + " STRICT");
            execute(connection, "INSERT INTO schema_version VALUES (1, '2026-01-01T00:00:00Z')");
            execute(
                    connection,
                    """
                    CREATE TABLE event (
                        seq    INTEGER PRIMARY KEY,
                        id     BLOB    NOT NULL CHECK (length(id) = 16),
                        micros INTEGER NOT NULL,
                        salt   BLOB    NOT NULL CHECK (length(salt) = 16),
                        body   BLOB    NOT NULL
                    ) STRICT
                    """);
            connection.setAutoCommit(false);
            insert(connection, oracle);
            connection.commit();
        }
        return oracle;
    }

    private static void insert(Connection connection, RecordOracle oracle) throws SQLException {
        Random random = new Random(1);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?, ?)")) {
            for (int seq = 0; seq < OLD_EVENTS; seq++) {
                int number = seq - OLD_EVENTS;
                byte[] salt = new byte[16];
                random.nextBytes(salt);
                long micros = OLD_MICROS + seq / OLD_BATCH;
                long version7 = ((micros / 1_000) << 16) | 0x7000;
                insert.setLong(1, seq);
                insert.setBytes(
                        2,
                        ByteBuffer.allocate(16)
                                .putLong(version7)
                                .putLong(Long.MIN_VALUE | seq)
                                .array());
                insert.setLong(3, micros);
                insert.setBytes(4, salt);
                insert.setBytes(5, RecordProcess.event(number).bytes());
                insert.addBatch();
                oracle.holds(seq, number);
            }
            insert.executeBatch();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
