package dev.evident.recover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.log.DirectoryLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A directory {@code replaced-<time>} in the data directory, to which is moved what something else takes the place of.
 *
 * @param directory mode 0700
 */
record Aside(Path directory) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Makes one and says in it what it is. */
    static Aside create(Path data, Instant now, List<String> why) throws IOException {
        Path directory = data.resolve("replaced-" + TIME.format(now));
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory + " is there already; try again");
        }
        DirectoryLock.createDirectory(directory);
        Path note = directory.resolve("WHY.txt");
        DirectoryLock.createOwnerOnly(note);
        Files.writeString(note, String.join("\n", why) + "\n", UTF_8, StandardOpenOption.WRITE);
        return new Aside(directory);
    }

    /** Moves a file or directory here, if it is there. */
    void take(Path path) throws IOException {
        if (Files.exists(path)) {
            Files.move(path, directory.resolve(path.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Puts the one file back that was taken, if there was one, and removes the directory: nothing was replaced. */
    void undo(Path path) throws IOException {
        Path taken = directory.resolve(path.getFileName());
        if (Files.exists(taken)) {
            Files.move(taken, path, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.delete(directory.resolve("WHY.txt"));
        Files.delete(directory);
    }

    /** Copies a file here, if it is there: it goes on counting where it is. */
    void copy(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** The database with what SQLite keeps beside it, and the index that was made of it. */
    void takeDatabase(Path database, Path data) throws IOException {
        for (String suffix : List.of("-wal", "-shm", "-journal", "")) {
            take(database.resolveSibling(database.getFileName() + suffix));
        }
        take(data.resolve("index"));
        take(data.resolve("scrub"));
    }

    /** What was moved is so on the disk. */
    void force(Path data) throws IOException {
        for (Path path : List.of(directory, data)) {
            try (FileChannel channel = FileChannel.open(path)) {
                channel.force(true);
            }
        }
    }
}
