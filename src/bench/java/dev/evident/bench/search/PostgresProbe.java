package dev.evident.bench.search;

import dev.evident.bench.EventGenerator;
import dev.evident.bench.search.MeasuredQuery.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a row in a transaction of its own and finds it by its resource over HTTP, by a {@link PostgresServer}. */
final class PostgresProbe implements Lag.Probe, AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String SELECT = "SELECT seq, ts, body FROM event WHERE body @> ? ORDER BY seq DESC LIMIT 100";

    private final Connection connection;
    private final PreparedStatement insert;
    private final URI server;
    private final AtomicLong seq;
    private final EventGenerator events;
    private long number;

    PostgresProbe(Postgres postgres, URI server, AtomicLong seq, long first) throws SQLException {
        this.connection = postgres.connect();
        this.insert = connection.prepareStatement("INSERT INTO event (seq, ts, event_type, user_id, body)"
                + " SELECT ?, now(), e ->> 'event_type', e ->> 'user_id', e FROM (SELECT ?::jsonb AS e) sent");
        this.server = server;
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
    public boolean visible() throws IOException, InterruptedException {
        String resource = EventGenerator.resource(number++);
        Json wanted = new Json("{\"variant_data\":{\"resource\":{\"id\":\"" + resource + "\"}}}");
        return HTTP.send(
                        HttpRequest.newBuilder(server.resolve(SqlValues.target(SELECT, List.of(wanted))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body()
                .contains(resource);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
