package dev.evident.backup;

import dev.evident.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The mark of a restore that is under way in a data directory, so that no service starts on half of it. Blocks. */
public final class UnfinishedRestore {
    private static final String MARK = "restore-unfinished";

    private UnfinishedRestore() {}

    /**
     * Refuses a data directory with the mark.
     *
     * @throws StartException with what to do
     */
    public static void require(Path data) {
        if (Files.exists(data.resolve(MARK))) {
            throw new StartException("a restore into the data directory " + data
                    + " was interrupted or is under way; if it was interrupted, empty the directory and restore again");
        }
    }

    static Path begin(Path data) throws IOException {
        Path mark = data.resolve(MARK);
        OwnedFiles.write(mark, new byte[0]);
        OwnedFiles.force(data);
        return mark;
    }
}
