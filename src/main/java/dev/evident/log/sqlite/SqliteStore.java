package dev.evident.log.sqlite;

import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Get;
import dev.evident.bus.StoreMessages.Hashes;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.config.Configuration.Compression;
import dev.evident.config.StartException;
import dev.evident.event.DedupKey;
import dev.evident.event.StoredEvent;
import dev.evident.log.DirectoryLock;
import dev.evident.log.EventStore;
import dev.evident.log.KnownEvent;
import dev.evident.log.SealedBatch;
import dev.evident.merkle.FetchedHashes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record in one SQLite file. Reads are called on the context of the verticle for reads, all else on the store verticle's;
 * work runs on the client's pools.
 */
public final class SqliteStore implements EventStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    /** How often it is looked whether the disk's reserve can be made. */
    private static final long RESERVE_MS = 5_000;

    /** For the shared memory and the log of the database. */
    private static final long ROOM_TO_OPEN_BYTES = 1 << 20;

    private final Vertx vertx;
    private final SqliteFile file;
    private final int readers;
    private final Compression compression;
    private final DiskReserve reserve;
    private long reserveTimer = -1;
    private @Nullable DirectoryLock lock;
    private long layout;
    private @Nullable SqliteWriter writer;
    private @Nullable SqliteReader reader;
    private @Nullable StoredBodies bodies;
    private @Nullable DictionaryKeeper keeper;

    /** A store that is not open yet and will compress bodies. */
    public SqliteStore(Vertx vertx, Path database, int readers) {
        this(vertx, database, readers, Compression.ZSTD);
    }

    /**
     * A store that is not open yet.
     *
     * @param database the file; its directory is created when missing
     * @param readers connections for reads
     * @param compression of the bodies that are added
     */
    public SqliteStore(Vertx vertx, Path database, int readers, Compression compression) {
        this.vertx = vertx;
        this.compression = compression;
        this.file = new SqliteFile(database.toAbsolutePath());
        this.readers = readers;
        this.reserve = new DiskReserve(directory());
    }

    @Override
    public Future<Boolean> hasTree() {
        return vertx.executeBlocking(() -> {
            acquire();
            return Files.exists(file.path()) && Files.size(file.path()) > 0 && connected(Schema::isRecord);
        });
    }

    @Override
    public Future<Opened> open() {
        return vertx.executeBlocking(this::prepare).map(opened -> {
            serve(opened(bodies));
            return opened;
        });
    }

    @Override
    public Future<Void> append(SealedBatch batch) {
        if (reserve.isGiven()) {
            return Future.failedFuture(SqliteWriter.full(null));
        }
        return write(batch).onFailure(failure -> {
            if (SqliteWriter.isFull(failure)) {
                keepRoom(reserve::give);
            }
        });
    }

    private Future<Void> write(SealedBatch batch) {
        DictionaryKeeper keeping = keeper;
        if (keeping == null) {
            return opened(writer).append(batch);
        }
        Throwable failure = keeping.failure();
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        return opened(writer).append(batch).map(written -> {
            keeping.committed(batch.tree().size());
            return null;
        });
    }

    @Override
    public Future<Boolean> purge() {
        return opened(writer).purge();
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
    public Future<FetchedHashes> hashes(Hashes hashes) {
        return opened(reader).hashes(hashes);
    }

    @Override
    public Future<List<KnownEvent>> known(List<DedupKey> keys, long from, long to) {
        return opened(writer).known(keys, from, to);
    }

    @Override
    public Future<Integer> forget(long before, int most) {
        return opened(writer).forget(before, most);
    }

    @Override
    public long bytes() {
        return file.bytes();
    }

    /** A reserve that cannot be kept is no reason to stop: it is tried again. */
    private void keepRoom(DiskWork work) {
        vertx.executeBlocking(() -> {
                    work.run();
                    return null;
                })
                .onFailure(failure -> LOG.warn("The reserve of the disk is not kept: {}", failure.toString()));
    }

    @FunctionalInterface
    private interface DiskWork {
        void run() throws IOException;
    }

    @Override
    public Future<Void> close() {
        vertx.cancelTimer(reserveTimer);
        Future<Void> trained = keeper == null ? Future.succeededFuture() : keeper.close();
        return trained.eventually(() -> reader == null ? Future.succeededFuture() : reader.close())
                .eventually(() -> writer == null ? Future.succeededFuture() : writer.close())
                .eventually(() -> vertx.executeBlocking(() -> {
                    if (bodies != null) {
                        bodies.close();
                    }
                    if (lock != null) {
                        lock.close();
                    }
                    return null;
                }));
    }

    private Opened prepare() throws IOException {
        acquire();
        DirectoryLock.createOwnerOnly(file.path());
        return connected(connection -> {
            RecordOpening opening = new RecordOpening(connection);
            Opened opened = opening.open();
            bodies = StoredBodies.open(connection, compression);
            layout = opening.layout();
            return opened;
        });
    }

    private void serve(StoredBodies stored) {
        SqliteWriter writing = new SqliteWriter(vertx, file.writer(), stored.codec(), layout);
        SqliteReader reading = new SqliteReader(vertx, file, readers, stored.codec());
        writer = writing;
        reader = reading;
        reserveTimer = vertx.setPeriodic(RESERVE_MS, tick -> keepRoom(reserve::takeBack));
        if (stored.compresses()) {
            keeper = new DictionaryKeeper(vertx, reading, writing, stored.codec(), stored.size());
        }
    }

    /** Once; the lock is held until the store is closed. */
    private void acquire() throws IOException {
        if (lock == null) {
            Path database = file.path();
            lock = DirectoryLock.acquire(directory(), database.getFileName() + ".lock")
                    .orElseThrow(() -> new StartException("The record " + database + " is in use by another process."));
            reserve.giveWhenFull();
            NativeLibraries.load(Optional.of(directory()));
        }
    }

    private Path directory() {
        return Objects.requireNonNull(file.path().getParent(), "an absolute path to a file has a directory");
    }

    private <T> T connected(Work<T> work) throws IOException {
        try {
            if (Files.size(file.path()) == 0) {
                file.create();
            }
            try (Connection connection = file.writer().getConnection()) {
                return work.with(connection);
            }
        } catch (SQLException failure) {
            long usable = reserve.usable();
            String reason = usable < ROOM_TO_OPEN_BYTES
                    ? "its disk is full (" + usable + " bytes are free, " + ROOM_TO_OPEN_BYTES
                            + " are needed): make room there and start again"
                    : failure.getMessage();
            throw new StartException("The record " + file.path() + " cannot be opened: " + reason);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the store is not open");
        }
        return part;
    }
}
