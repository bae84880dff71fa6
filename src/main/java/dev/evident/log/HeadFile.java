package dev.evident.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.config.StartException;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * The log's head, kept outside the database: size and root of what has been acknowledged. A database that lost the end
 * of its write-ahead log opens without a word (SQLite takes a damaged tail for one that was never committed); only a
 * record outside of it can tell.
 *
 * <p>Two slots of {@value #SLOT} bytes are written in turn, each with a checksum, so that a write that was cut short
 * leaves the one before. A slot is ASCII: {@code evident.head/v1}, size, root in base64, SHA-256 of these three lines in
 * base64. The file is written in place and never grows, so a full disk does not stop it.
 *
 * <p>For one thread at a time; {@link #write} blocks for one fsync.
 */
public final class HeadFile implements AutoCloseable {
    /** Apart by more than a disk writes at once. */
    private static final int SLOT = 4_096;

    private static final int TEXT = 256;
    private static final String FORM = "evident.head/v1";

    private final FileChannel channel;
    private int next;

    private HeadFile(FileChannel channel, int next) {
        this.channel = channel;
        this.next = next;
    }

    /** Reads the larger head of the two slots; empty when there is no file. */
    public static Optional<TreeHead> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Optional<TreeHead> first = slot(channel, 0);
            Optional<TreeHead> second = slot(channel, 1);
            if (first.isEmpty() && second.isEmpty()) {
                throw new StartException("The head file " + file + " is damaged: neither of its two heads can be read. "
                        + "See docs/operations.md, \"When the record is refused\".");
            }
            return first.filter(
                            head -> head.size() >= second.map(TreeHead::size).orElse(-1L))
                    .or(() -> second);
        }
    }

    /** Whether both slots can be read; one that cannot is left by a write that was cut short, until the next start. */
    public static boolean whole(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return slot(channel, 0).isPresent() && slot(channel, 1).isPresent();
        }
    }

    /** Makes the file, whole or not at all. */
    public static void create(Path file, TreeHead head) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        DirectoryLock.createOwnerOnly(unfinished);
        try (HeadFile made = new HeadFile(FileChannel.open(unfinished, StandardOpenOption.WRITE), 0)) {
            made.put(ByteBuffer.allocate(2 * SLOT), 0);
            made.write(head);
            made.write(head);
            made.channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(directory(file))) {
            directory.force(true);
        }
    }

    /** Opens the file that is there, to write the next head over the older one. */
    public static HeadFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long first = slot(channel, 0).map(TreeHead::size).orElse(-1L);
            long second = slot(channel, 1).map(TreeHead::size).orElse(-1L);
            return new HeadFile(channel, first > second ? 1 : 0);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * Writes the head over the older slot and waits until it is on the disk.
     *
     * @throws IOException when that is not certain; nothing may be acknowledged from then on
     */
    public void write(TreeHead head) throws IOException {
        String text = FORM + '\n' + head.size() + '\n' + base64(head.root()) + '\n';
        byte[] line = (text + checksum(text) + '\n').getBytes(US_ASCII);
        put(ByteBuffer.wrap(line), (long) next * SLOT);
        channel.force(false);
        next = 1 - next;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file stands in a directory");
    }

    private void put(ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    private static Optional<TreeHead> slot(FileChannel channel, int number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(TEXT);
        long at = (long) number * SLOT;
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
            // until the slot or the file ends
        }
        String[] lines = new String(bytes.array(), 0, bytes.position(), US_ASCII).split("\n", 5);
        if (lines.length < 5 || !lines[0].equals(FORM)) {
            return Optional.empty();
        }
        String text = lines[0] + '\n' + lines[1] + '\n' + lines[2] + '\n';
        return lines[3].equals(checksum(text))
                ? Optional.of(new TreeHead(
                        Long.parseLong(lines[1]), Base64.getDecoder().decode(lines[2])))
                : Optional.empty();
    }

    private static String checksum(String text) {
        return base64(TreeHash.sha256().digest(text.getBytes(US_ASCII)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
