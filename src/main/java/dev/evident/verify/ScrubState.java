package dev.evident.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.log.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * How far the background check is, kept over restarts in a small file. Nothing depends on it: without the file, the check
 * begins anew. Times are milliseconds since the epoch, 0 for never.
 *
 * @param position events checked in this pass, a multiple of 256
 * @param started when this pass began
 * @param finished when the last whole pass ended
 * @param bad how many findings this pass has, or the last one when this has none
 * @param firstBad the first event that they concern, -1 for none
 */
record ScrubState(long position, long started, long finished, long bad, long firstBad) {
    private static final String FORM = "evident.scrub/v1";

    static final ScrubState NEW = new ScrubState(0, 0, 0, 0, -1);

    /** Blocks. A file that is missing or cannot be understood is a new beginning. */
    static ScrubState read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, UTF_8);
            if (lines.size() == 6 && lines.get(0).equals(FORM)) {
                ScrubState read = new ScrubState(
                        Long.parseLong(lines.get(1)),
                        Long.parseLong(lines.get(2)),
                        Long.parseLong(lines.get(3)),
                        Long.parseLong(lines.get(4)),
                        Long.parseLong(lines.get(5)));
                return read.position >= 0 && read.position % 256 == 0 ? read : NEW;
            }
        } catch (IOException | NumberFormatException none) {
            // a new beginning
        }
        return NEW;
    }

    /** Blocks. Replaces the file whole. */
    void write(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        DirectoryLock.createOwnerOnly(unfinished);
        String text = FORM + '\n' + position + '\n' + started + '\n' + finished + '\n' + bad + '\n' + firstBad + '\n';
        Files.writeString(unfinished, text, UTF_8, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
