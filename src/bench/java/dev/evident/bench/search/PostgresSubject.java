package dev.evident.bench.search;

import dev.evident.bench.search.Question.Draw;
import dev.evident.bench.search.Question.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;
import org.postgresql.util.PGobject;

/** PostgreSQL, asked over JDBC on one connection with prepared statements, every row read. */
final class PostgresSubject implements Subject, AutoCloseable {
    private static final int MOST = 2_000;
    private static final int WARMUP = 200;
    private static final int FEW = 3;
    private static final double SLOW_SECONDS = 5;
    private static final int GIVE_UP_SECONDS = 30;
    private static final String GIVEN_UP = "57014";

    private final Connection connection;

    PostgresSubject(Postgres postgres) throws SQLException {
        this.connection = postgres.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = '" + GIVE_UP_SECONDS + "s'");
        }
    }

    @Override
    public String answer(Question question, Draw draw) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question.sql());
                ResultSet rows = query(statement, draw)) {
            return switch (question.kind()) {
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
    public Timing ask(Question question, double seconds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question.sql())) {
            long start = System.nanoTime();
            boolean slow = !once(statement, question.draw(0)) || System.nanoTime() - start > SLOW_SECONDS * 1e9;
            if (!slow) {
                run(statement, question, seconds, WARMUP, new Histogram(3));
            }
            Histogram times = new Histogram(3);
            boolean cut = run(statement, question, slow ? Double.MAX_VALUE : seconds, slow ? FEW : MOST, times);
            return Timing.of(times, cut);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Asks for some time or so often; true when an answer was given up. */
    private boolean run(PreparedStatement statement, Question question, double seconds, int most, Histogram times)
            throws SQLException {
        boolean cut = false;
        long begin = System.nanoTime();
        for (int i = 0; i < most && (i == 0 || System.nanoTime() - begin < seconds * 1e9); i++) {
            long start = System.nanoTime();
            cut |= !once(statement, question.draw(i));
            times.recordValue(System.nanoTime() - start);
        }
        return cut;
    }

    /** Reads a whole answer; false when it took too long. */
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
        int column = 1;
        for (Object value : draw.values()) {
            if (value instanceof Json json) {
                PGobject jsonb = new PGobject();
                jsonb.setType("jsonb");
                jsonb.setValue(json.text());
                statement.setObject(column++, jsonb);
            } else {
                statement.setObject(column++, value);
            }
        }
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
