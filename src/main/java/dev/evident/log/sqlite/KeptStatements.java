package dev.evident.log.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection that prepares each text once, which takes longer than most reads do, and keeps the statement until it is
 * closed itself. For the few fixed texts of {@link EventSql} and {@link HashSql}; used by one thread at a time, one
 * statement after the other.
 */
final class KeptStatements extends JDBC4Connection {
    private final Map<String, Kept> statements = new HashMap<>();

    KeptStatements(String url, String file, SQLiteConfig config) throws SQLException {
        super(url, file, config.toProperties());
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        Kept kept = statements.get(sql);
        if (kept == null) {
            kept = new Kept(this, sql);
            statements.put(sql, kept);
        }
        return kept;
    }

    /** Closing it ends what it reads, so that it does not hold up a checkpoint, and makes it ready for the next time. */
    private static final class Kept extends JDBC4PreparedStatement {
        Kept(SQLiteConnection connection, String sql) throws SQLException {
            super(connection, sql);
        }

        @Override
        public void close() throws SQLException {
            rs.close();
            pointer.safeRunConsume(DB::reset);
            clearParameters();
        }
    }
}
