package dev.evident.log.sqlite;

import dev.evident.codec.ZstdLibrary;
import dev.evident.config.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The native libraries of SQLite and zstd, which stand in the jar and must be files to be loaded. They are unpacked into
 * the first directory that can be written to, has space and lets programs be run from it, and deleted as soon as they are
 * loaded: a process that is killed leaves nothing behind.
 */
final class NativeLibraries {
    private static final String SQLITE_DIRECTORY = "org.sqlite.tmpdir";
    private static final String SQLITE_FILE = "org.sqlite.lib.path";

    private static boolean loaded;

    private NativeLibraries() {}

    /**
     * Loads them unless they are. Of the two zstd is not needed by every record: {@link ZstdLibrary#load} says later
     * that it is missing.
     *
     * @param own a directory of this program, to be tried before the system's directory of temporary files
     * @throws StartException when SQLite's can be loaded from nowhere
     */
    static synchronized void load(Optional<Path> own) {
        if (loaded) {
            return;
        }
        List<Path> directories = new ArrayList<>();
        own.ifPresent(directories::add);
        directories.add(Path.of(System.getProperty("java.io.tmpdir")));
        List<String> failures = new ArrayList<>();
        boolean sqlite = false;
        boolean zstd = false;
        for (Path directory : directories) {
            try {
                Scratch scratch = Scratch.create(directory);
                try {
                    zstd = zstd || ZstdLibrary.load(scratch.directory()).isEmpty();
                    sqlite = sqlite || loadSqlite(scratch);
                } finally {
                    scratch.delete();
                }
            } catch (Exception | LinkageError failure) {
                failures.add("not in " + directory + " (" + reason(failure) + ")");
            }
            if (sqlite && zstd) {
                break;
            }
        }
        if (!sqlite) {
            throw new StartException("SQLite's library cannot be unpacked and loaded: " + String.join(", ", failures)
                    + "; name a directory that has space and lets programs be run from it with -Djava.io.tmpdir=…");
        }
        loaded = true;
    }

    private static boolean loadSqlite(Scratch scratch) throws Exception {
        if (System.getProperty(SQLITE_DIRECTORY) != null || System.getProperty(SQLITE_FILE) != null) {
            return SQLiteJDBCLoader.initialize(); // somebody has chosen
        }
        System.setProperty(SQLITE_DIRECTORY, scratch.directory().toString());
        try {
            return SQLiteJDBCLoader.initialize();
        } finally {
            System.clearProperty(SQLITE_DIRECTORY);
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof IOException) {
            return failure.toString().replaceAll("^java\\.(nio\\.file|io)\\.", "");
        }
        return "no space there, or no program may be run from there";
    }
}
