package dev.evident.log.sqlite;

import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * One database file and the ways to open it: write-ahead log, synchronous=FULL, so a commit is on the disk when it
 * returns.
 *
 * @param path of the database; its write-ahead log and shared memory stand beside it
 */
record SqliteFile(Path path) {
    /** Set when the file is made and fixed from then on. */
    static final int PAGE_SIZE = 16_384;

    static final int BUSY_TIMEOUT_MS = 5_000;
    private static final int WRITER_CACHE_KIB = 16 * 1_024;
    private static final int READER_CACHE_KIB = 16 * 1_024;

    /** Makes an empty file a database. The page size must be set before write-ahead logging, which fixes it. */
    void create() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size=" + PAGE_SIZE);
            statement.execute("PRAGMA application_id=" + Schema.APPLICATION_ID);
            statement.execute("PRAGMA journal_mode=WAL");
        }
    }

    /** For the one connection that writes. It checkpoints when told to: by itself it would ignore a disk that fails. */
    DataSource writer() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "0");
        // What is redacted must be gone: freed bytes are overwritten.
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "ON");
        SQLiteDataSource source = new SQLiteDataSource(common(config, WRITER_CACHE_KIB)) {
            @Override
            public SQLiteConnection getConnection(String user, String password) throws SQLException {
                return guarded(super.getConnection(user, password));
            }
        };
        source.setUrl(url());
        return source;
    }

    /** For connections that cannot write. */
    DataSource reader() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return KeptStatements.source(url(), path.toString(), common(config, READER_CACHE_KIB));
    }

    /**
     * A pool whose requests wait without a time-out for a connection: the queue in front of it is bounded. The client's
     * time-out and the connection that comes just then race, and its timer goes on when a request found the queue full.
     */
    static PoolOptions pool(String name, int connections) {
        return new PoolOptions().setName(name).setMaxSize(connections).setConnectionTimeout(0);
    }

    /** Bytes on disk, write-ahead log included. */
    long bytes() {
        return List.of(path, sibling("-wal")).stream()
                .mapToLong(SqliteFile::size)
                .sum();
    }

    private static SQLiteConfig common(SQLiteConfig config, int cacheKib) {
        // No page with what producers sent is put aside in a directory of temporary files.
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setCacheSize(-cacheKib);
        // The driver would search the text of each statement for an INSERT to ask for them.
        config.setGetGeneratedKeys(false);
        return config;
    }

    /**
     * What a file says may run while it is read or written: nothing that reaches beyond it. The driver cannot set {@code
     * defensive}, which restrains statements of our own, and those are fixed.
     */
    static <C extends Connection> C guarded(C connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA trusted_schema=OFF");
            statement.execute("PRAGMA writable_schema=OFF");
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    private String url() {
        return "jdbc:sqlite:" + path;
    }

    private Path sibling(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException missing) {
            return 0;
        }
    }
}
