package dev.evident.log.sqlite;

import dev.evident.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * Copies a record as it is at one moment into a new file, compacted, through a connection that only reads. A service may
 * write meanwhile; its write-ahead log cannot be emptied until the copy is done. Blocks.
 */
public final class SqliteSnapshot {
    /** Between two looks at how far it is, in steps of SQLite's machine: some hundred times a second. */
    private static final int STEPS = 100_000;

    private SqliteSnapshot() {}

    /**
     * Copies.
     *
     * @param copy an empty file
     * @param progress told how many bytes of about how many are written; what it throws ends the copying
     * @throws StartException when the record cannot be read or the copy not be written
     */
    public static void write(Path database, Path copy, BiConsumer<Long, Long> progress) throws IOException {
        Path file = database.toAbsolutePath();
        if (!Files.isRegularFile(file)) {
            throw new StartException("there is no record " + file);
        }
        NativeLibraries.load(Optional.empty());
        AtomicReference<@Nullable RuntimeException> ended = new AtomicReference<>();
        try (Connection connection = DriverManager.getConnection(url(file));
                Statement statement = connection.createStatement();
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            statement.execute("PRAGMA busy_timeout=" + SqliteFile.BUSY_TIMEOUT_MS);
            long total = bytes(statement);
            ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    return show(copy, total, progress, ended) ? 0 : 1;
                }
            });
            vacuum.setString(1, copy.toAbsolutePath().toString());
            vacuum.execute();
            ProgressHandler.clearHandler(connection);
        } catch (SQLException failure) {
            RuntimeException reason = ended.get();
            if (reason != null) {
                throw reason;
            }
            throw new StartException("the record " + file + " cannot be copied: " + failure.getMessage(), failure);
        }
    }

    /** Readers share memory with a writer through a file beside the database. Where none can be made, nobody writes. */
    private static String url(Path file) {
        boolean shared = Files.isWritable(Objects.requireNonNull(file.getParent(), "an absolute file has a directory"));
        return "jdbc:sqlite:file:" + file.toUri().getRawPath() + "?mode=ro" + (shared ? "" : "&immutable=1");
    }

    private static long bytes(Statement statement) throws SQLException {
        try (ResultSet size = statement.executeQuery("SELECT (page_count - freelist_count) * page_size"
                + " FROM pragma_page_count, pragma_freelist_count, pragma_page_size")) {
            return size.next() ? size.getLong(1) : 0;
        }
    }

    /** Nothing may be thrown through SQLite. */
    private static boolean show(
            Path copy, long total, BiConsumer<Long, Long> progress, AtomicReference<@Nullable RuntimeException> ended) {
        try {
            progress.accept(Math.min(Files.size(copy), total), total);
            return true;
        } catch (IOException unknown) {
            return true;
        } catch (RuntimeException end) {
            ended.set(end);
            return false;
        }
    }
}
