package dev.evident.bench.search;

import dev.evident.bench.EventGenerator;
import dev.evident.bench.load.LoadResult;
import dev.evident.bench.load.Schedule;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;

/** Appends rows by {@code COPY} on a {@link Schedule}, one durable transaction after the other. */
final class PostgresLoad implements AutoCloseable {
    private static final long NUMBERS = 1_000_000_000L;

    private final Connection connection;
    private final int rows;
    private final AtomicLong seq;
    private final EventGenerator events;
    private final Schedule schedule;
    private final StringBuilder text = new StringBuilder();

    /**
     * Begins.
     *
     * @param rows of a transaction
     * @param rowsPerSecond the pace; 0 for as fast as it goes
     * @param seq the next row's, shared by all loads of a table
     * @param load the number of this load, from 1 to 4, which sets its events apart from others'
     */
    PostgresLoad(Postgres postgres, int rows, double rowsPerSecond, AtomicLong seq, int load) throws SQLException {
        this.connection = postgres.connect();
        this.rows = rows;
        this.seq = seq;
        this.events = new EventGenerator(load, load * NUMBERS);
        this.schedule = Schedule.start(rowsPerSecond, rows, number -> copy());
    }

    /** Ends after the transaction under way; latencies count from when a transaction was due. */
    LoadResult finish() throws IOException {
        return schedule.finish();
    }

    @Override
    public void close() throws SQLException {
        schedule.close();
        connection.close();
    }

    private void copy() throws SQLException, IOException {
        text.setLength(0);
        long first = seq.getAndAdd(rows);
        String now = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
        for (int i = 0; i < rows; i++) {
            text.append(CopyRows.row(first + i, now, new String(events.next(), StandardCharsets.UTF_8)));
        }
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY event (seq, ts, event_type, user_id, body) FROM STDIN",
                        new StringReader(text.toString()));
    }
}
