package dev.evident.backup;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import dev.evident.log.StoredRecord;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a data directory is a copy, or that its database was exchanged: the file {@code place} has the number by
 * which the file system knew the database at the last start. A copy that was made while a service ran can be torn: its
 * database and its write-ahead log are of different moments, which SQLite does not notice. Blocks; for the holder of the
 * data directory's lock.
 */
public final class CopiedDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(CopiedDirectory.class);
    private static final String FORM = "evident.place/v1\n";
    private static final long LOG_EVERY_EVENTS = 1_000_000;

    private final Path file;
    private final Path data;
    private final Path database;
    private final Function<Path, StoredRecord> records;

    /** For one data directory. */
    public CopiedDirectory(Path data, Path database, Function<Path, StoredRecord> records) {
        this.file = data.resolve("place");
        this.data = data;
        this.database = database;
        this.records = records;
    }

    /**
     * Verifies the whole record when it is not the file that the last start had. Changes nothing.
     *
     * @throws StartException when it is not whole
     */
    public void require() throws IOException {
        if (!Files.exists(file) || !Files.exists(database) || Files.size(database) == 0) {
            return;
        }
        Optional<String> now = text();
        if (now.isEmpty() || now.get().equals(Files.readString(file))) {
            return;
        }
        LOG.warn(
                "The data directory {} was copied, moved or restored: {} is another file than at the last start. It is"
                        + " verified whole before the start goes on. If the original still runs, both sign as the same"
                        + " log: stop one of them.",
                data,
                database.getFileName());
        try (StoredRecord record = records.apply(database)) {
            Verdict verdict = new LocalCheck(record, null, List.of(), null).run(CopiedDirectory::show);
            if (!verdict.intact()) {
                throw new StartException("the data directory " + data + " is a copy that is not whole: "
                        + verdict.findings().kept().get(0)
                        + " Was it copied while the service ran? Nothing was changed."
                        + " Copy it again with the service stopped, or use: evident backup");
            }
        }
    }

    /** Keeps which file the database is. */
    public void keep() throws IOException {
        Optional<String> now = text();
        if (now.isEmpty() || (Files.exists(file) && now.get().equals(Files.readString(file)))) {
            return;
        }
        new OwnerFile(file).write(now.get());
    }

    /** Empty where the file system has no such numbers. */
    private Optional<String> text() throws IOException {
        try {
            return Optional.of(FORM + Files.getAttribute(database, "unix:ino") + "\n");
        } catch (UnsupportedOperationException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static void show(long done, long total) {
        if (done > 0 && done % LOG_EVERY_EVENTS < StoredRecord.PIECE_EVENTS) {
            LOG.info("Verified {} of {} events", done, total);
        }
    }
}
