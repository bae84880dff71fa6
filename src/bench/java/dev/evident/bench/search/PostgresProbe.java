package dev.evident.bench.search;

import dev.evident.bench.EventGenerator;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a row in a transaction of its own and finds it by its resource. */
final class PostgresProbe implements Lag.Probe, AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final AtomicLong seq;
    private final EventGenerator events;
    private long number;

    PostgresProbe(Postgres postgres, AtomicLong seq, long first) throws SQLException {
        this.connection = postgres.connect();
        this.insert = connection.prepareStatement("INSERT INTO event (seq, ts, event_type, user_id, body)"
                + " SELECT ?, now(), e ->> 'event_type', e ->> 'user_id', e FROM (SELECT ?::jsonb AS e) sent");
        this.select = connection.prepareStatement(
                "SELECT seq, ts, body FROM event WHERE body @> ?::jsonb ORDER BY seq DESC LIMIT 100");
        this.seq = seq;
        this.events = new EventGenerator(9, first);
        this.number = first;
    }

    @Override
    public void write() throws SQLException {
        insert.setLong(1, seq.getAndIncrement());
        insert.setString(2, new String(events.next(), StandardCharsets.UTF_8));
        insert.executeUpdate();
    }

    @Override
    public boolean visible() throws SQLException {
        String resource = EventGenerator.resource(number++);
        select.setString(1, "{\"variant_data\":{\"resource\":{\"id\":\"" + resource + "\"}}}");
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() && rows.getString(3).contains(resource);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
