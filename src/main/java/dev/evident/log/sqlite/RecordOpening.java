package dev.evident.log.sqlite;

import dev.evident.config.StartException;
import dev.evident.log.LogEnd;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.MissingHashException;
import dev.evident.merkle.TreeHead;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What is done with the database before it is used: schema, durability, and that its parts belong together. Blocks. */
final class RecordOpening {
    private final Connection connection;

    RecordOpening(Connection connection) {
        this.connection = connection;
    }

    /** Makes the tables of a new record, and checks what is there. */
    LogEnd open() throws SQLException {
        Schema.prepare(connection);
        requireDurable();
        return requireWhole();
    }

    /**
     * Checks the layout again, since it may just have been brought up to date.
     *
     * @return the {@linkplain Schema#cookie cookie} that it had before: whatever is changed from then on raises it
     */
    long layout() throws SQLException {
        long cookie = Schema.cookie(connection);
        Schema.requireNoDifferences(connection);
        return cookie;
    }

    /** What the acknowledgement rests on is read back, not assumed. */
    private void requireDurable() throws SQLException {
        String trusted = text("PRAGMA trusted_schema");
        String writable = text("PRAGMA writable_schema");
        if (!"0".equals(trusted) || !"0".equals(writable)) {
            throw new StartException("SQLite gave trusted_schema=" + trusted + ", writable_schema=" + writable
                    + " where both must be off.");
        }
        String journal = text("PRAGMA journal_mode");
        String synchronous = text("PRAGMA synchronous");
        if (!"wal".equals(journal) || !"2".equals(synchronous)) {
            throw new StartException("SQLite gave journal_mode=" + journal + ", synchronous=" + synchronous
                    + " where WAL and FULL (2) are needed; is the file system able to share memory?");
        }
    }

    /** Events, tree and head were written together; when they do not end together, somebody or something changed them. */
    private LogEnd requireWhole() throws SQLException {
        TreeHead stored = head(connection);
        long size = 0;
        long micros = 0;
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT seq, micros FROM event ORDER BY seq DESC LIMIT 1")) {
            if (last.next()) {
                size = last.getLong(1) + 1;
                micros = last.getLong(2);
            }
        }
        if (size != stored.size()) {
            throw Schema.damaged("it has " + size + " events and a tree of " + stored.size());
        }
        try {
            Frontier frontier = Frontier.of(size, new StoredHashes(connection));
            if (!frontier.head().equals(stored)) {
                throw Schema.damaged("its tree has " + frontier.head() + " and its head says " + stored);
            }
            return LogEnd.of(frontier, micros, 0);
        } catch (MissingHashException missing) {
            throw Schema.damaged("part of its tree is missing (" + missing + ")");
        }
    }

    /** The head that was committed with the last batch. */
    static TreeHead head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet head = statement.executeQuery("SELECT size, root FROM tree_head")) {
            if (!head.next()) {
                throw Schema.damaged("it has no tree head");
            }
            return new TreeHead(head.getLong(1), head.getBytes(2));
        }
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : "";
        }
    }
}
