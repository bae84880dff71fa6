package dev.evident.backup;

import dev.evident.config.StartException;
import dev.evident.log.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * The directory in which a backup is made, {@code .<name>.unfinished} beside where it will be. What a process left behind
 * that was killed is removed by the next one; two at once are kept apart by a lock. Closing removes it unless it has been
 * finished.
 */
final class UnfinishedBackup implements AutoCloseable {
    static final String LOCK = "backup.lock";

    private final Path directory;
    private final Path target;
    private final DirectoryLock lock;
    private boolean finished;

    private UnfinishedBackup(Path directory, Path target, DirectoryLock lock) {
        this.directory = directory;
        this.target = target;
        this.lock = lock;
    }

    /**
     * Begins.
     *
     * @param target where the backup will be; its parent must exist, so that a disk which is not mounted is noticed
     * @throws StartException when there is something already, or another process makes the same
     */
    static UnfinishedBackup begin(Path target) throws IOException {
        Path place = target.toAbsolutePath().normalize();
        Path parent = Objects.requireNonNull(place.getParent(), "the root directory is no place for a backup");
        if (!Files.isDirectory(parent)) {
            throw new StartException("there is no directory " + parent + "; make it, or mount what belongs there");
        }
        if (Files.exists(place) && !BackupFiles.isEmpty(place)) {
            throw new StartException(place + " exists already; name a directory that does not");
        }
        Path directory = parent.resolve("." + place.getFileName() + ".unfinished");
        DirectoryLock lock = DirectoryLock.acquire(directory, LOCK)
                .orElseThrow(() -> new StartException("another process is making the backup " + place));
        try {
            BackupFiles.deleteFiles(directory);
            if (!BackupFiles.fileNames(directory).equals(List.of(LOCK))) {
                throw new StartException(directory + " has something that is not of a backup; move it away");
            }
            return new UnfinishedBackup(directory, place, lock);
        } catch (IOException | StartException failure) {
            lock.close();
            throw failure;
        }
    }

    Path directory() {
        return directory;
    }

    /** Gives it its name. Everything in it must be on the disk. */
    void finish() throws IOException {
        Files.delete(directory.resolve(LOCK));
        OwnedFiles.force(directory);
        Files.move(directory, target, StandardCopyOption.ATOMIC_MOVE);
        finished = true;
        OwnedFiles.force(Objects.requireNonNull(target.getParent(), "it has a parent"));
    }

    @Override
    public void close() throws IOException {
        try {
            if (!finished) {
                BackupFiles.delete(directory);
            }
        } finally {
            lock.close();
        }
    }
}
