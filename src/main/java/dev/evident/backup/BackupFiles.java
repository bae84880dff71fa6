package dev.evident.backup;

import dev.evident.backup.Manifest.Entry;
import dev.evident.config.StartException;
import dev.evident.log.StoredRecord;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.LogKeys;
import dev.evident.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A finished backup: a data directory without secrets, in which {@code evident verify} finds what it needs.
 *
 * @param directory where it is
 */
public record BackupFiles(Path directory) {
    /** The name of the database in every backup, wherever the service keeps it. */
    static final String DATABASE = "events.db";

    /** The database in it. */
    public Path database() {
        return directory.resolve(DATABASE);
    }

    /**
     * Checks the backup: every file as it was written, and then all that {@code evident verify} checks.
     *
     * @throws StartException when it is not whole; it says the first thing that is wrong
     */
    Manifest verify(Function<Path, StoredRecord> records, Progress progress) throws IOException {
        Manifest manifest = Manifest.read(directory);
        long total = manifest.bytes();
        long before = 0;
        for (Entry file : manifest.files()) {
            Path path = directory.resolve(file.name());
            long start = before;
            if (!Files.isRegularFile(path) || Files.size(path) != file.bytes()) {
                throw new StartException("the backup " + directory + " is not whole: " + file.name()
                        + " is missing or has another length than when it was made");
            }
            String hash = OwnedFiles.sha256(path, done -> progress.show("bytes read", start + done, total));
            if (!hash.equals(file.sha256())) {
                throw new StartException("the backup " + directory + " is damaged: " + file.name()
                        + " is not as it was when it was made");
            }
            before += file.bytes();
        }
        if (Files.exists(directory.resolve(DATABASE + "-wal"))
                || Files.exists(directory.resolve(DATABASE + "-journal"))) {
            throw new StartException("somebody has opened the database of the backup " + directory
                    + " to write to it: there is a log of SQLite beside it");
        }
        Verdict verdict = check(records, progress);
        if (!verdict.head().equals(manifest.head())) {
            throw new StartException(
                    "the backup " + directory + " is not the one of which " + Manifest.FILE + " speaks");
        }
        return manifest;
    }

    /** As {@code evident verify} does. */
    Verdict check(Function<Path, StoredRecord> records, Progress progress) {
        try (StoredRecord record = records.apply(database())) {
            Verdict verdict = new LocalCheck(record, directory, LogKeys.of(directory), null)
                    .run((done, total) -> progress.show("events verified", done, total));
            if (!verdict.intact()) {
                long total = verdict.findings().total();
                throw new StartException(directory + " is not intact: "
                        + verdict.findings().kept().get(0) + (total > 1 ? " (and " + (total - 1) + " more)" : ""));
            }
            return verdict;
        }
    }

    /** The files that belong to it, as they lie there, by name. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory, 2)) {
            List<String> names = new ArrayList<>(files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .filter(Manifest::isName)
                    .toList());
            names.sort(null);
            return names;
        }
    }

    /** Removes what belongs to a backup, finished or not, and nothing else; the directory goes when nothing is left in it. */
    static void delete(Path directory) throws IOException {
        deleteFiles(directory);
        Files.deleteIfExists(directory.resolve(UnfinishedBackup.LOCK));
        if (isEmpty(directory)) {
            Files.delete(directory);
        }
    }

    /** The same; the directory and its lock stay. */
    static void deleteFiles(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(Manifest.FILE)); // from here on it is no backup any more
        for (String name : names(directory)) {
            Files.delete(directory.resolve(name));
        }
        for (String rest : List.of(DATABASE + "-journal", DATABASE + ".new", "head.new")) {
            Files.deleteIfExists(directory.resolve(rest));
        }
        if (isEmpty(directory.resolve("keys"))) {
            Files.delete(directory.resolve("keys"));
        }
    }

    /** Whether a directory is there and has nothing in it. */
    static boolean isEmpty(Path directory) throws IOException {
        return Files.isDirectory(directory) && fileNames(directory).isEmpty();
    }

    /** What is in a directory, in order. */
    static List<String> fileNames(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
