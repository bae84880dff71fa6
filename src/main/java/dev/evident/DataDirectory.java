package dev.evident;

import dev.evident.backup.CopiedDirectory;
import dev.evident.backup.UnfinishedRestore;
import dev.evident.config.Configuration;
import dev.evident.config.Configuration.StoreKind;
import dev.evident.config.StartException;
import dev.evident.log.DirectoryLock;
import dev.evident.log.StoredRecord;
import dev.evident.verify.SignedLogCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of the service: kept from other processes, and refused when a start would contradict what was
 * signed, or when it is a torn copy. Whatever blocks does so on a worker thread; each future fails with a {@link
 * StartException} that says what is wrong.
 */
final class DataDirectory {
    private final Path directory;
    private final Configuration configuration;
    private final Function<Path, StoredRecord> records;
    private @Nullable DirectoryLock lock;

    /**
     * The directory that a configuration names.
     *
     * @param records opens a record's file to look at it
     */
    DataDirectory(Configuration configuration, Function<Path, StoredRecord> records) {
        this.directory = configuration.data().dir();
        this.configuration = configuration;
        this.records = records;
    }

    /** Keeps other processes out, and refuses a directory into which a backup was not restored to its end. */
    Future<Void> lock(Vertx vertx) {
        return vertx.<Void>executeBlocking(() -> {
            UnfinishedRestore.require(directory);
            lock = acquired();
            return null;
        });
    }

    private DirectoryLock acquired() {
        try {
            return DirectoryLock.acquire(directory, "evident.lock")
                    .orElseThrow(() -> new StartException("data.dir " + directory
                            + " is in use by another Evident; stop it first or choose another directory"));
        } catch (IOException failure) {
            throw new StartException("data.dir " + directory + " cannot be used: " + failure);
        }
    }

    /**
     * Checks, before anything is written, that nothing of what was signed is missing and that this is no torn copy. The
     * latter takes as long as a verification when the directory is a copy, and no time else.
     */
    Future<Void> check(Vertx vertx) {
        WorkerExecutor thread = vertx.createSharedWorkerExecutor("evident-directory-check", 1, 1, TimeUnit.DAYS);
        return thread.<Void>executeBlocking(() -> {
                    new SignedLogCheck(
                                    directory,
                                    isFile() ? Optional.of(configuration.sqliteFile()) : Optional.empty(),
                                    configuration.log().origin())
                            .require();
                    if (isFile()) {
                        copied().require();
                    }
                    return null;
                })
                .eventually(thread::close);
    }

    /** Remembers where the database is, so that the next start notices a copy. */
    Future<Void> keepPlace(Vertx vertx) {
        return vertx.<Void>executeBlocking(() -> {
            if (isFile()) {
                copied().keep();
            }
            return null;
        });
    }

    /** Lets other processes in. */
    Future<Void> unlock(Vertx vertx) {
        return vertx.<Void>executeBlocking(() -> {
            if (lock != null) {
                lock.close();
            }
            return null;
        });
    }

    private boolean isFile() {
        return configuration.store().kind() == StoreKind.SQLITE;
    }

    private CopiedDirectory copied() {
        return new CopiedDirectory(directory, configuration.sqliteFile(), records);
    }
}
