package dev.evident.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.config.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A small text file that only its owner may read, replaced whole or not at all: what was written is on the disk when
 * {@link #write} returns. Blocks; for one thread at a time.
 */
public final class OwnerFile {
    private static final long MAX_BYTES = 1 << 20;
    private static final FileAttribute<?> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String KUBERNETES =
            " In Kubernetes, securityContext.fsGroup opens every file of a volume to its"
                    + " group at each start of a pod, unless fsGroupChangePolicy: OnRootMismatch stands beside it.";

    private final Path path;

    /** The file at a path; it need not exist. */
    public OwnerFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    public Path path() {
        return path;
    }

    /** Its text, or empty when there is no such file. */
    public Optional<String> read() throws IOException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException(path + " has more than " + MAX_BYTES + " bytes");
            }
            return Optional.of(Files.readString(path, UTF_8));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Replaces the text. When this fails, the file has its old text or the new one. */
    public void write(String text) throws IOException {
        Path directory = directory();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, DIRECTORY);
        }
        Path unfinished = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel =
                FileChannel.open(unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory();
    }

    /** Gives the file another name. */
    public void moveTo(Path other) throws IOException {
        Files.move(path, other, StandardCopyOption.ATOMIC_MOVE);
        forceDirectory();
    }

    /**
     * Refuses a file, or a directory of it, that others may enter, read or write. Rights of a group are accepted where
     * this process belongs to it: Kubernetes gives them to the group of the volume ({@code fsGroup}) at each start of a
     * pod.
     *
     * @param own the groups of this process
     * @return what the operator should know: whoever else is in such a group; empty when only the owner has rights
     * @throws StartException naming what to change
     */
    public Optional<String> requireOwnerOnly(Set<Integer> own) throws IOException {
        Optional<String> directory = requireMode(directory(), "rwx------", "rwxrwx---", "700", own);
        Optional<String> file = requireMode(path, "rw-------", "rw-rw----", "600", own);
        return file.or(() -> directory);
    }

    private static Optional<String> requireMode(
            Path file, String forOwner, String forGroup, String octal, Set<Integer> own) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (PosixFilePermissions.fromString(forOwner).containsAll(mode)) {
            return Optional.empty();
        }
        int group = (Integer) Files.getAttribute(file, "unix:gid");
        String who =
                file + " (" + PosixFilePermissions.toString(mode) + ", group " + Integer.toUnsignedString(group) + ")";
        if (own.contains(group) && PosixFilePermissions.fromString(forGroup).containsAll(mode)) {
            return Optional.of(who + " is open to the other members of that group, one of this process's." + KUBERNETES
                    + " Elsewhere run: chmod " + octal + " " + file);
        }
        throw new StartException(who + " may be read or changed by others; if nobody did, run: chmod " + octal + " "
                + file + "." + KUBERNETES);
    }

    private Path directory() {
        return Objects.requireNonNull(path.getParent(), "an absolute file stands in a directory");
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory())) {
            channel.force(true);
        }
    }
}
