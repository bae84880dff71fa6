package dev.evident.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.backup.Manifest.Entry;
import dev.evident.config.StartException;
import dev.evident.log.DirectoryLock;
import dev.evident.log.HeadFile;
import dev.evident.log.StoredRecord;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.TreeHead;
import dev.evident.publish.KeyFile;
import dev.evident.verify.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes backups of a data directory, whether a service runs on it or not. Everything that was acknowledged before one is
 * begun is in it. What was signed is copied first and the record afterwards, so that the record holds all of it; the head
 * file is made of the copy. Blocks; for one thread at a time.
 */
public final class Backup {
    private final Path data;
    private final Path database;
    private final String origin;
    private final Copier copier;
    private final Function<Path, StoredRecord> records;

    /** Copies a record as it is at one moment, while others write to it. */
    @FunctionalInterface
    public interface Copier {
        /**
         * Copies.
         *
         * @param copy an empty file
         * @param progress told how many bytes of about how many are done; what it throws ends the copying
         */
        void copy(Path database, Path copy, BiConsumer<Long, Long> progress) throws IOException;
    }

    /**
     * A backup that was made.
     *
     * @param head of the events in it
     * @param time when the copy of the record was begun
     * @param bytes of all its files
     */
    public record Made(TreeHead head, Instant time, long bytes) {}

    /**
     * For one data directory.
     *
     * @param origin the log's name as it is configured
     * @param records opens a record's file to look at it
     */
    public Backup(Path data, Path database, String origin, Copier copier, Function<Path, StoredRecord> records) {
        this.data = data;
        this.database = database;
        this.origin = origin;
        this.copier = copier;
        this.records = records;
    }

    /**
     * Makes a backup and verifies it. It gets its name when it is whole, verified and on the disk; until then there is
     * nothing of that name.
     *
     * @param target the directory to make
     * @param keys the directory to copy the private keys to; empty leaves them alone
     * @throws StartException when it cannot be made: the record is damaged, or the disk is full, or something is there
     */
    public Made make(Path target, Optional<Path> keys, Progress progress) throws IOException {
        return make(target, keys, false, progress);
    }

    /** The same, made by the service itself. */
    Made makeRegular(Path target, Progress progress) throws IOException {
        return make(target, Optional.empty(), true, progress);
    }

    private Made make(Path target, Optional<Path> keys, boolean regular, Progress progress) throws IOException {
        requireApart(target, keys);
        UnfinishedRestore.require(data);
        try (UnfinishedBackup unfinished = UnfinishedBackup.begin(target)) {
            Path directory = unfinished.directory();
            Instant time = Instant.now().truncatedTo(ChronoUnit.MICROS);
            TreeHead acknowledged = HeadFile.read(data.resolve("head"))
                    .orElseThrow(() -> new StartException("there is no record in " + data
                            + " that a service would start with: the head file is missing. See: evident recover"));
            String name = copySigned(directory);
            Path copy = directory.resolve(BackupFiles.DATABASE);
            DirectoryLock.createOwnerOnly(copy);
            copier.copy(database, copy, (done, total) -> progress.show("bytes copied", done, total));
            OwnedFiles.force(copy);
            TreeHead head = verified(directory, acknowledged, progress);
            Manifest manifest = new Manifest(name, head, time, regular, entries(directory, progress));
            OwnedFiles.write(directory.resolve(Manifest.FILE), manifest.json());
            if (keys.isPresent()) {
                new KeyCopy(data).to(keys.get());
            }
            unfinished.finish();
            return new Made(head, time, manifest.bytes());
        }
    }

    /** A key beside what it signed is no protection, and a backup inside the data directory no backup. */
    private void requireApart(Path target, Optional<Path> keys) {
        Path place = target.toAbsolutePath().normalize();
        if (place.startsWith(data.toAbsolutePath().normalize())) {
            throw new StartException(place + " is in the data directory: a backup belongs on another disk");
        }
        if (keys.isPresent() && keys.get().toAbsolutePath().normalize().startsWith(place)) {
            throw new StartException("the private keys belong apart from the backup: whoever has both can write another"
                    + " history and sign it");
        }
    }

    /** Checkpoints, and the keys that verify them; returns the name of the log. */
    private String copySigned(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if ((name.startsWith("checkpoint") || name.startsWith("closed-")) && Manifest.isName(name)) {
                    OwnedFiles.write(directory.resolve(name), Files.readAllBytes(file));
                }
            }
        }
        Optional<String> verifiers = KeyFile.ofLog(data).publicText();
        if (verifiers.isPresent()) {
            DirectoryLock.createDirectory(directory.resolve("keys"));
            OwnedFiles.write(
                    directory.resolve("keys").resolve("log.keys"),
                    verifiers.get().getBytes(UTF_8));
            Path register = data.resolve("keys").resolve("signed");
            if (Files.exists(register)) {
                OwnedFiles.write(directory.resolve("keys").resolve("signed"), Files.readAllBytes(register));
            }
            OwnedFiles.force(directory.resolve("keys"));
        }
        try {
            return SavedCheckpoint.read(directory)
                    .map(saved -> saved.checkpoint().origin())
                    .orElse(origin);
        } catch (MalformedException damaged) {
            throw new StartException(data.resolve("checkpoint") + " is not a checkpoint: " + damaged.getMessage());
        }
    }

    /** The copy holds what was acknowledged and signed before it was begun, and is intact. Makes its head file. */
    private TreeHead verified(Path directory, TreeHead acknowledged, Progress progress) throws IOException {
        Path headFile = directory.resolve("head");
        HeadFile.create(headFile, acknowledged);
        TreeHead head = new BackupFiles(directory).check(records, progress).head();
        try (HeadFile made = HeadFile.open(headFile)) {
            made.write(head);
            made.write(head);
        }
        if (!HeadFile.read(headFile).equals(Optional.of(head))) {
            throw new StartException("the head file of the backup cannot be read again");
        }
        return head;
    }

    private static List<Entry> entries(Path directory, Progress progress) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String name : BackupFiles.names(directory)) {
            Path file = directory.resolve(name);
            long bytes = Files.size(file);
            entries.add(new Entry(
                    name, bytes, OwnedFiles.sha256(file, done -> progress.show("bytes hashed", done, bytes))));
        }
        return entries;
    }
}
