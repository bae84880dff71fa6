package dev.evident.backup;

import dev.evident.config.StartException;
import dev.evident.event.NewEvent;
import dev.evident.event.ServiceEvent;
import dev.evident.log.DirectoryLock;
import dev.evident.log.StoredRecord;
import dev.evident.merkle.MalformedException;
import dev.evident.publish.KeyFile;
import dev.evident.recover.NewOrigin;
import dev.evident.recover.Recover;
import dev.evident.verify.EarlierSignatures;
import dev.evident.verify.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Puts a backup into an empty data directory. Its log goes on under its own name with its own key when it has been
 * confirmed that nothing newer was signed, else under another one; the first event says which and why. Blocks.
 */
public final class Restore {
    private static final List<String> NOTHING = List.of("evident.lock", "events.db.lock", "lost+found");

    private final BackupFiles backup;
    private final Path data;
    private final Path database;
    private final Function<Path, StoredRecord> records;
    private final Recover.Writer writer;

    /**
     * For one data directory.
     *
     * @param backup the directory of a backup
     * @param records opens a record's file to look at it
     * @param writer appends the event that says what was done
     */
    public Restore(Path backup, Path data, Path database, Function<Path, StoredRecord> records, Recover.Writer writer) {
        this.backup = new BackupFiles(backup.toAbsolutePath().normalize());
        this.data = data;
        this.database = database;
        this.records = records;
        this.writer = writer;
    }

    /**
     * Refuses a data directory with something in it, and verifies the backup. Changes nothing.
     *
     * @throws StartException when one of them will not do
     */
    public Contents verify(Progress progress) throws IOException {
        requireEmpty();
        Manifest manifest = backup.verify(records, progress);
        return new Contents(manifest.origin(), manifest.head(), manifest.time(), checkpoint());
    }

    /**
     * The log goes on under its old name.
     *
     * @param keys the private keys: the file, or the directory that {@code evident backup --keys} copied it to
     */
    public void underItsOwnName(Contents contents, Confirmation confirmation, Path keys, Progress progress)
            throws IOException {
        Path file = Files.isDirectory(keys) ? keys.resolve("log.keys") : keys;
        if (!Files.isRegularFile(file)) {
            throw new StartException("there are no private keys " + file);
        }
        Map<String, Object> told = told(contents);
        told.putAll(confirmation.told());
        place(
                progress,
                () -> {
                    Path to = data.resolve("keys").resolve("log.keys");
                    Files.deleteIfExists(to);
                    DirectoryLock.createDirectory(data.resolve("keys"));
                    OwnedFiles.copy(file, to, bytes -> {});
                    requireOwnKey(contents, file);
                    if (contents.checkpoint().isEmpty()) {
                        EarlierSignatures.in(data).allow(contents.origin());
                    }
                },
                ServiceEvent.of("log_restored", ServiceEvent.SERVICE, null, told));
    }

    /** The events go on under another name; no private key is needed, since a new one is made. */
    public void underAnotherName(Contents contents, NewOrigin origin, Progress progress) throws IOException {
        if (origin.name().equals(contents.origin())) {
            throw new StartException("--new-origin is the name that the log has had; a new log needs a new name");
        }
        String replaced = backup.directory().getFileName().toString();
        place(
                progress,
                () -> {
                    origin.requireUnused(data, contents.origin());
                    origin.close(data, contents.origin(), contents.checkpoint(), contents.checkpoint());
                },
                origin.opened(contents.origin(), contents.checkpoint(), Map.of("backup", contents.head()), replaced));
    }

    private interface Step {
        void run() throws IOException;
    }

    private void place(Progress progress, Step step, NewEvent event) throws IOException {
        DirectoryLock lock = DirectoryLock.acquire(data, "evident.lock")
                .orElseThrow(() -> new StartException(data + " is in use by a running service"));
        try {
            requireEmpty();
            Path mark = UnfinishedRestore.begin(data);
            copy(progress, step, mark);
            writer.append(data, database, event);
            Files.delete(mark);
            OwnedFiles.force(data);
        } finally {
            lock.close();
        }
    }

    /** Copies everything, the database last; what was copied is removed again when a step refuses. */
    private void copy(Progress progress, Step step, Path mark) throws IOException {
        try {
            for (String name : BackupFiles.names(backup.directory())) {
                if (!name.equals(BackupFiles.DATABASE)) {
                    Path to = data.resolve(name);
                    DirectoryLock.createDirectory(Objects.requireNonNull(to.getParent(), "it is in the directory"));
                    OwnedFiles.copy(backup.directory().resolve(name), to, bytes -> {});
                }
            }
            step.run();
            copyDatabase(progress);
        } catch (IOException | RuntimeException refused) {
            BackupFiles.deleteFiles(data);
            Files.deleteIfExists(mark);
            throw refused;
        }
    }

    private void copyDatabase(Progress progress) throws IOException {
        Path directory = Objects.requireNonNull(database.toAbsolutePath().getParent(), "a file has a directory");
        DirectoryLock.createDirectory(directory);
        Path copy = database.resolveSibling(database.getFileName() + ".new");
        Files.deleteIfExists(copy);
        long total = Files.size(backup.database());
        OwnedFiles.copy(backup.database(), copy, done -> progress.show("bytes copied", done, total));
        Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
        OwnedFiles.force(directory);
    }

    /** The keys are those of this log: one of them signed its checkpoint, and the current one can sign. */
    private void requireOwnKey(Contents contents, Path file) {
        KeyFile keys = KeyFile.ofLog(data);
        try {
            if (!keys.canSign(contents.origin())) {
                throw new StartException(file + " has no private key of " + contents.origin());
            }
            if (contents.checkpoint().isPresent()
                    && contents.checkpoint()
                            .get()
                            .note()
                            .verified(keys.list(contents.origin()))
                            .isEmpty()) {
                throw new StartException(file + " has another key of " + contents.origin()
                        + " than the one that signed the checkpoint in the backup");
            }
        } catch (MalformedException refused) {
            throw new StartException(
                    "the checkpoint in the backup was not signed by the keys in " + file + ": " + refused.getMessage());
        }
    }

    private Map<String, Object> told(Contents contents) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("origin", contents.origin());
        told.put("backup_time", contents.time().toString());
        told.put("backup_size", contents.head().size());
        contents.checkpoint()
                .ifPresent(saved -> told.put("checkpoint", saved.note().toString()));
        return told;
    }

    private Optional<SavedCheckpoint> checkpoint() throws IOException {
        try {
            return SavedCheckpoint.read(backup.directory());
        } catch (MalformedException damaged) {
            throw new StartException("the checkpoint in the backup is damaged: " + damaged.getMessage());
        }
    }

    private void requireEmpty() throws IOException {
        UnfinishedRestore.require(data);
        if (Files.exists(data)) {
            try (Stream<Path> files = Files.list(data)) {
                Optional<Path> something = files.filter(
                                file -> !NOTHING.contains(file.getFileName().toString()))
                        .findFirst();
                if (something.isPresent()) {
                    throw new StartException("the data directory " + data + " is not empty: there is "
                            + something.get().getFileName() + ". A backup is restored into an empty one alone; move"
                            + " what is there away, or see: evident recover");
                }
            }
        }
        if (Files.exists(database)) {
            throw new StartException("there is a record " + database + " already");
        }
    }
}
