package dev.evident.store.sqlite;

import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Get;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.config.StartException;
import dev.evident.event.StoredEvent;
import dev.evident.store.DirectoryLock;
import dev.evident.store.EventStore;
import dev.evident.store.SealedBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The record in one SQLite file. Methods are called on the store verticle's context; work runs on the client's pools. */
public final class SqliteStore implements EventStore {
    private final Vertx vertx;
    private final SqliteFile file;
    private final int readers;
    private @Nullable DirectoryLock lock;
    private @Nullable SqliteWriter writer;
    private @Nullable SqliteReader reader;

    /**
     * A store that is not open yet.
     *
     * @param database the file; its directory is created when missing
     * @param readers connections for reads
     */
    public SqliteStore(Vertx vertx, Path database, int readers) {
        this.vertx = vertx;
        this.file = new SqliteFile(database.toAbsolutePath());
        this.readers = readers;
    }

    @Override
    public Future<Head> open() {
        return vertx.executeBlocking(this::prepare).onSuccess(head -> {
            writer = new SqliteWriter(vertx, file.writer());
            reader = new SqliteReader(vertx, file, readers);
        });
    }

    @Override
    public Future<Void> append(SealedBatch batch) {
        return opened(writer).append(batch);
    }

    @Override
    public Future<Events> page(Page page) {
        return opened(reader).page(page);
    }

    @Override
    public Future<Events> get(Get get) {
        return opened(reader).get(get);
    }

    @Override
    public Future<Optional<StoredEvent>> find(UUID id) {
        return opened(reader).find(id);
    }

    @Override
    public Future<Long> position(long micros) {
        return opened(reader).position(micros);
    }

    @Override
    public long bytes() {
        return file.bytes();
    }

    @Override
    public Future<Void> close() {
        Future<Void> readers = reader == null ? Future.succeededFuture() : reader.close();
        return readers.eventually(() -> writer == null ? Future.succeededFuture() : writer.close())
                .eventually(() -> vertx.executeBlocking(() -> {
                    if (lock != null) {
                        lock.close();
                    }
                    return null;
                }));
    }

    private Head prepare() throws IOException {
        Path database = file.path();
        Path directory = Objects.requireNonNull(database.getParent(), "an absolute path to a file has a directory");
        lock = DirectoryLock.acquire(directory, database.getFileName() + ".lock")
                .orElseThrow(() -> new StartException("The record " + database + " is in use by another process."));
        DirectoryLock.createOwnerOnly(database);
        try {
            if (Files.size(database) == 0) {
                file.create();
            }
            return openAndMigrate();
        } catch (SQLException failure) {
            throw new StartException("The record " + database + " cannot be opened: " + failure.getMessage());
        }
    }

    private Head openAndMigrate() throws SQLException {
        try (Connection connection = file.writer().getConnection()) {
            Schema.migrate(connection);
            requireDurable(connection);
            return head(connection);
        }
    }

    /** What the acknowledgement rests on is read back, not assumed. */
    private static void requireDurable(Connection connection) throws SQLException {
        String journal = text(connection, "PRAGMA journal_mode");
        String synchronous = text(connection, "PRAGMA synchronous");
        if (!"wal".equals(journal) || !"2".equals(synchronous)) {
            throw new StartException("SQLite gave journal_mode=" + journal + ", synchronous=" + synchronous
                    + " where WAL and FULL (2) are needed; is the file system able to share memory?");
        }
    }

    private static Head head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT seq, micros FROM event ORDER BY seq DESC LIMIT 1")) {
            return last.next() ? new Head(last.getLong(1) + 1, last.getLong(2)) : new Head(0, 0);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : "";
        }
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the store is not open");
        }
        return part;
    }
}
