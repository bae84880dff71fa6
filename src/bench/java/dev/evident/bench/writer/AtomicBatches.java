package dev.evident.bench.writer;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/** A connection on which every batch of a prepared statement is a transaction of its own: all rows or none. */
final class AtomicBatches extends JDBC4Connection {

    AtomicBatches(Database database) throws SQLException {
        super(database.url(), database.url().substring("jdbc:sqlite:".length()), new Properties());
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return new Atomic(this, sql);
    }

    private static final class Atomic extends JDBC4PreparedStatement {
        Atomic(SQLiteConnection connection, String sql) throws SQLException {
            super(connection, sql);
        }

        @Override
        public int[] executeBatch() throws SQLException {
            try (Statement control = getConnection().createStatement()) {
                control.execute("BEGIN IMMEDIATE");
                try {
                    int[] counts = super.executeBatch();
                    control.execute("COMMIT");
                    return counts;
                } catch (SQLException | RuntimeException failure) {
                    control.execute("ROLLBACK");
                    throw failure;
                }
            }
        }
    }
}
