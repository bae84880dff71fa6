package dev.evident.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a directory to one process: an operating-system lock on a file in it, gone with the process however that ends.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final @Nullable FileChannel channel;

    private DirectoryLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Creates the directory (0700) where it is missing and locks it; empty when another process has it.
     *
     * @throws IOException when the directory cannot be made or written to
     */
    public static Optional<DirectoryLock> acquire(Path directory, String name) throws IOException {
        createDirectory(directory);
        return lock(openOwnerOnly(directory.resolve(name)));
    }

    /**
     * As {@link #acquire}, of a lock that was taken before, and makes nothing: a directory where nobody ever took it, or
     * where nobody may write, is free.
     */
    public static Optional<DirectoryLock> acquireExisting(Path directory, String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.isWritable(file)
                ? lock(FileChannel.open(file, StandardOpenOption.WRITE))
                : Optional.of(new DirectoryLock(null));
    }

    private static Optional<DirectoryLock> lock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new DirectoryLock(channel));
            }
        } catch (OverlappingFileLockException heldInThisProcess) {
            // the same as held by another
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
        channel.close();
        return Optional.empty();
    }

    /** Creates a directory that only its owner may enter; one that exists stays as it is. */
    public static void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
        }
    }

    /** Makes an empty file that only its owner may read; one that exists stays as it is. */
    public static void createOwnerOnly(Path file) throws IOException {
        openOwnerOnly(file).close();
    }

    private static FileChannel openOwnerOnly(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY_FILE);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
