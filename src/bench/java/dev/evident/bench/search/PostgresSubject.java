package dev.evident.bench.search;

import dev.evident.bench.search.MeasuredQuery.Draw;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/**
 * PostgreSQL, asked over HTTP by way of a {@link PostgresServer}; over JDBC, every row read, where a result takes so long
 * that it makes no difference and may have to be given up.
 */
final class PostgresSubject implements Subject, AutoCloseable {
    private static final int FEW = 3;
    private static final double SLOW_SECONDS = 5;
    private static final int GIVE_UP_SECONDS = 30;
    private static final String GIVEN_UP = "57014";

    private final Connection connection;
    private final URI server;

    PostgresSubject(Postgres postgres, URI server) throws SQLException {
        this.connection = postgres.connect();
        this.server = server;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = '" + GIVE_UP_SECONDS + "s'");
        }
    }

    @Override
    public String result(MeasuredQuery query, Draw draw) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query.sql());
                ResultSet rows = query(statement, draw)) {
            return switch (query.kind()) {
                case PAGE -> {
                    StringJoiner seqs = new StringJoiner(" ");
                    while (rows.next()) {
                        seqs.add(rows.getString(1));
                    }
                    yield seqs.toString();
                }
                case COUNT -> {
                    rows.next();
                    yield rows.getString(1);
                }
                case STATS -> stats(rows);
            };
        }
    }

    @Override
    public Timing ask(MeasuredQuery query, double seconds) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
            long start = System.nanoTime();
            boolean slow = !once(statement, query.draw(0)) || System.nanoTime() - start > SLOW_SECONDS * 1e9;
            return slow
                    ? slow(statement, query)
                    : HttpAsking.ask(server, query, draw -> SqlValues.target(query.sql(), draw.values()), seconds);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static Timing slow(PreparedStatement statement, MeasuredQuery query) throws SQLException {
        Histogram times = new Histogram(3);
        boolean cut = false;
        for (int i = 0; i < FEW; i++) {
            long start = System.nanoTime();
            cut |= !once(statement, query.draw(i));
            times.recordValue(System.nanoTime() - start);
        }
        return Timing.of(times, cut);
    }

    /** Reads a whole result; false when it took too long. */
    private static boolean once(PreparedStatement statement, Draw draw) throws SQLException {
        try (ResultSet rows = query(statement, draw)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int column = 1; column <= columns; column++) {
                    rows.getString(column);
                }
            }
            return true;
        } catch (SQLException failure) {
            if (GIVEN_UP.equals(failure.getSQLState())) {
                return false;
            }
            throw failure;
        }
    }

    private static ResultSet query(PreparedStatement statement, Draw draw) throws SQLException {
        SqlValues.bind(statement, draw.values());
        return statement.executeQuery();
    }

    private static String stats(ResultSet rows) throws SQLException {
        List<List<Long>> facets = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        long count = 0;
        while (rows.next()) {
            long n = rows.getLong("n");
            switch (rows.getInt("field")) {
                case 0b0111 -> facets.get(0).add(n);
                case 0b1011 -> facets.get(1).add(n);
                case 0b1101 -> facets.get(2).add(n);
                default -> count += n;
            }
        }
        return Subject.stats(count, facets);
    }
}
