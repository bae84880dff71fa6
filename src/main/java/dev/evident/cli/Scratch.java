package dev.evident.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of this process under the system's temporary directory, for what libraries unpack from the jar. Only its
 * owner may read it.
 */
public record Scratch(Path directory) {

    private static final String PREFIX = "evident-";

    /** Makes one, and removes those of processes that were killed. */
    public static Scratch create() {
        try {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            deleteAbandoned(temporary);
            return new Scratch(Files.createTempDirectory(
                    temporary, PREFIX + ProcessHandle.current().pid() + "-"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void deleteAbandoned(Path temporary) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(temporary, PREFIX + "[0-9]*-*")) {
            for (Path directory : directories) {
                String pid = directory.getFileName().toString().split("-", -1)[1];
                if (pid.matches("[0-9]{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()
                        && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                        && Files.isWritable(directory)) {
                    new Scratch(directory).delete();
                }
            }
        }
    }

    /** Removes it as far as possible; what is left is for the system to clean. */
    public void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> childrenFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : childrenFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException inUse) {
            // Another hook of the JVM may be deleting too.
        }
    }
}
