package dev.evident.log.sqlite;

import dev.evident.log.DirectoryLock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file beside the database that keeps {@value #BYTES} bytes of its disk free. When the disk is full the file is deleted:
 * that is space for a start, for checkpoints and for the index, and no event is stored meanwhile. It is made again when
 * there is plenty of space.
 *
 * <p>What touches the disk blocks, and is for one thread at a time.
 */
final class DiskReserve {
    static final int BYTES = 4 << 20;

    /** How much must be free for the file to be made. */
    private static final long PLENTY_BYTES = 4L * BYTES;

    private static final int CHUNK_BYTES = 1 << 16;
    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

    private final Path file;
    private volatile boolean given;

    DiskReserve(Path directory) {
        file = directory.resolve("reserve");
    }

    /** Whether it is used up, so that nothing may be stored. */
    boolean isGiven() {
        return given;
    }

    /** Gives it when there is less space than that. It stays given, over starts, until there is plenty. */
    void giveWhenFull() throws IOException {
        long usable = usable();
        if (usable < BYTES || (usable < PLENTY_BYTES && !Files.exists(file))) {
            give();
        }
    }

    /** The disk is full. */
    void give() throws IOException {
        Files.deleteIfExists(file);
        if (!given) {
            given = true;
            LOG.error(
                    "The disk of {} is full: its reserve is used, and nothing is stored until {} MiB are free",
                    file.getParent(),
                    PLENTY_BYTES >> 20);
        }
    }

    /** Makes it when there is none and plenty of space. */
    void takeBack() throws IOException {
        if (Files.exists(file) || usable() < PLENTY_BYTES) {
            return;
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(unfinished);
            DirectoryLock.createOwnerOnly(unfinished);
            try (OutputStream out = Files.newOutputStream(unfinished)) {
                byte[] chunk = new byte[CHUNK_BYTES];
                for (int written = 0; written < BYTES; written += chunk.length) {
                    out.write(chunk);
                }
            }
            Files.move(unfinished, file);
        } catch (IOException full) {
            Files.deleteIfExists(unfinished);
            throw full;
        }
        if (given) {
            given = false;
            LOG.info("There is space on the disk of {} again", file.getParent());
        }
    }

    /** Bytes that may be written to the disk. */
    long usable() throws IOException {
        return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
    }
}
