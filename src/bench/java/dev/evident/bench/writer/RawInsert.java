package dev.evident.bench.writer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Rows a second that plain JDBC on one connection inserts, 1,000 in a durable transaction: the ceiling for bulk. */
public final class RawInsert {
    private static final int ROWS = 1_000;
    private static final int PAGE_SIZE = 16_384;
    private static final int CHECKPOINT = 1_000;

    private RawInsert() {}

    /** Writes for some seconds into a database that is deleted afterwards. */
    public static double rowsPerSecond(Path directory, double seconds) throws IOException, SQLException {
        Path file = directory.resolve("raw.db");
        try {
            Database database = new Database(file, PAGE_SIZE, CHECKPOINT);
            database.create();
            Batch batch = Batch.of(ROWS, 1);
            try (JdbcWriter writer = new JdbcWriter(database.open())) {
                long rows = 0;
                long start = System.nanoTime();
                while (System.nanoTime() - start < seconds * 1e9) {
                    writer.write(rows, rows, batch);
                    rows += ROWS;
                }
                return rows * 1e9 / (System.nanoTime() - start);
            }
        } finally {
            for (String suffix : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(directory.resolve("raw.db" + suffix));
            }
        }
    }
}
