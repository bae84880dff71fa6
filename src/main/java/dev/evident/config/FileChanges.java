package dev.evident.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Notices that files have other contents than before. Looks at contents, which are small: orchestrators replace directories
 * by links, and times of files have a grain. Blocks; for one thread at a time.
 */
public final class FileChanges {
    private static final long MAX_BYTES = 1 << 20;

    private byte[] seen;

    /** From what they are now. */
    public FileChanges(Collection<Path> files) {
        seen = print(files);
    }

    /** Whether they are different from what they were when this was asked last. */
    public boolean look(Collection<Path> files) {
        byte[] now = print(files);
        boolean same = Arrays.equals(seen, now);
        seen = now;
        return !same;
    }

    private static byte[] print(Collection<Path> files) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            for (Path file : new TreeSet<>(files)) {
                all.update(file.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                all.update(print(file));
            }
            return all.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Nothing for a file that cannot be read: whoever reads it says why. */
    private static byte[] print(Path file) throws NoSuchAlgorithmException {
        try {
            return Files.size(file) > MAX_BYTES
                    ? new byte[0]
                    : MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }
}
