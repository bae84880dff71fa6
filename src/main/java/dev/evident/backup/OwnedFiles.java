package dev.evident.backup;

import dev.evident.log.DirectoryLock;
import dev.evident.merkle.TreeHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Files of mode 0600 that are on the disk when a method returns. All of it blocks. */
final class OwnedFiles {
    private static final int BUFFER_BYTES = 1 << 20;

    private OwnedFiles() {}

    /** Makes a file that is not there yet. */
    static void write(Path file, byte[] content) throws IOException {
        DirectoryLock.createOwnerOnly(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Copies a file to where none is yet. Told how many bytes are done. */
    static void copy(Path from, Path to, LongConsumer progress) throws IOException {
        DirectoryLock.createOwnerOnly(to);
        try (InputStream in = Files.newInputStream(from);
                FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long done = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                done += read;
                progress.accept(done);
            }
            channel.force(true);
        }
    }

    /** What was written to a file or a directory is on the disk afterwards. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            channel.force(true);
        }
    }

    /** The SHA-256 of a file in hexadecimal digits. */
    static String sha256(Path file, LongConsumer progress) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), TreeHash.sha256())) {
            long done = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                done += read;
                progress.accept(done);
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }
}
