package dev.evident.log.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of this process that only its owner may enter, for what libraries unpack from the jar. */
record Scratch(Path directory) {

    private static final String PREFIX = "evident-";

    /** Makes one below a directory, and removes those of processes that were killed. */
    static Scratch create(Path parent) throws IOException {
        deleteAbandoned(parent);
        return new Scratch(Files.createTempDirectory(
                parent, PREFIX + ProcessHandle.current().pid() + "-"));
    }

    /** In a container every process may have the same number as the one before it, which has not made one yet. */
    private static void deleteAbandoned(Path parent) throws IOException {
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "[0-9]*-*")) {
            for (Path directory : directories) {
                String pid = directory.getFileName().toString().split("-", -1)[1];
                if (pid.matches("[0-9]{1,18}")
                        && (Long.parseLong(pid) == own
                                || ProcessHandle.of(Long.parseLong(pid)).isEmpty())
                        && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                        && Files.isWritable(directory)) {
                    new Scratch(directory).delete();
                }
            }
        }
    }

    /** Removes it as far as possible. */
    void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> childrenFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : childrenFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException inUse) {
            // the next start does
        }
    }
}
