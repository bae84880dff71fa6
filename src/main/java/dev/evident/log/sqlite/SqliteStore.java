package dev.evident.log.sqlite;

import dev.evident.config.Configuration.Compression;
import dev.evident.config.StartException;
import dev.evident.event.NewEvent;
import dev.evident.event.Timestamps;
import dev.evident.log.AppendException;
import dev.evident.log.Batch;
import dev.evident.log.DirectoryLock;
import dev.evident.log.Feed;
import dev.evident.log.LogEnd;
import dev.evident.log.LogReader;
import dev.evident.log.LogStore;
import dev.evident.log.Sequenced;
import dev.evident.log.Sequencer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in one SQLite file. Reads are called on any context, all else on the log's;
 * work runs on the client's pools.
 */
public final class SqliteStore implements LogStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    /** How often it is looked whether the disk's reserve can be made. */
    private static final long RESERVE_MS = 5_000;

    /** For the shared memory and the log of the database. */
    private static final long MIN_FREE_BYTES_TO_OPEN = 1 << 20;

    private final Vertx vertx;
    private final SqliteFile file;
    private final int readers;
    private final Compression compression;
    private final InstantSource clock;
    private final DiskReserve reserve;
    private volatile LogEnd end = LogEnd.empty();
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

    /** A store that is not open yet and gives events the time of the system's clock. */
    public SqliteStore(Vertx vertx, Path database, int readers, Compression compression) {
        this(vertx, database, readers, compression, InstantSource.system());
    }

    /**
     * A store that is not open yet.
     *
     * @param database the file; its directory is created when missing
     * @param readers connections for reads
     * @param compression of the bodies that are added
     * @param clock what events get their times from
     */
    public SqliteStore(Vertx vertx, Path database, int readers, Compression compression, InstantSource clock) {
        this.vertx = vertx;
        this.compression = compression;
        this.file = new SqliteFile(database.toAbsolutePath());
        this.readers = readers;
        this.clock = clock;
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
    public Future<LogEnd> open() {
        return vertx.executeBlocking(this::prepare).map(opened -> {
            serve(opened(bodies));
            end = opened;
            return opened;
        });
    }

    @Override
    public byte[] encode(NewEvent event) {
        return opened(bodies).inLog().encode(event.body(), event.id());
    }

    @Override
    public <R> Future<R> append(Sequencer<R> sequencer) {
        if (reserve.isGiven()) {
            return Future.failedFuture(SqliteWriter.full(null));
        }
        Throwable failure = keeper == null ? null : keeper.failure();
        if (failure != null) {
            return Future.failedFuture(new AppendException.Fatal(failure));
        }
        long now = Math.max(end.micros(), Timestamps.micros(clock.instant()));
        return sequencer
                .sequence(end, now, opened(writer).lookup())
                .recover(refused -> Future.failedFuture(SqliteWriter.unreadable(refused)))
                .compose(this::write);
    }

    /** Nobody else appends to the file. */
    @Override
    public Future<LogEnd> current(LogEnd acknowledged) {
        return Future.succeededFuture(acknowledged);
    }

    private <R> Future<R> write(Sequenced<R> sequenced) {
        Batch batch = sequenced.batch();
        if (batch == null) {
            return Future.succeededFuture(sequenced.result());
        }
        return opened(writer)
                .append(batch)
                .onFailure(failure -> {
                    if (SqliteWriter.isFull(failure)) {
                        keepReserve(reserve::give);
                    }
                })
                .map(written -> {
                    end = batch.end();
                    return sequenced.result();
                });
    }

    @Override
    public Future<Boolean> purge() {
        return opened(writer).purge();
    }

    @Override
    public void follow(Feed feed) {
        if (keeper != null) {
            feed.follow(feed.size(), keeper);
        }
    }

    @Override
    public LogReader reader() {
        return opened(reader);
    }

    @Override
    public Future<Integer> forget(long before, int max) {
        return opened(writer).forget(before, max);
    }

    @Override
    public long bytes() {
        return file.bytes();
    }

    /** A reserve that cannot be kept is no reason to stop: it is tried again. */
    private void keepReserve(DiskWork work) {
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

    private LogEnd prepare() throws IOException {
        acquire();
        DirectoryLock.createOwnerOnly(file.path());
        return connected(connection -> {
            RecordOpening opening = new RecordOpening(connection);
            LogEnd opened = opening.open();
            bodies = StoredBodies.open(connection, compression);
            layout = opening.layout();
            return opened;
        });
    }

    private void serve(StoredBodies stored) {
        SqliteWriter writing = new SqliteWriter(vertx, file.writer(), layout);
        SqliteReader reading = new SqliteReader(vertx, file, readers, stored.inLog());
        writer = writing;
        reader = reading;
        reserveTimer = vertx.setPeriodic(RESERVE_MS, tick -> keepReserve(reserve::takeBack));
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
            String reason = usable < MIN_FREE_BYTES_TO_OPEN
                    ? "its disk is full (" + usable + " bytes are free, " + MIN_FREE_BYTES_TO_OPEN
                            + " are needed): make space there and start again"
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
