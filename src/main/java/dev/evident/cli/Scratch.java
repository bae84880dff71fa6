package dev.evident.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of this process under the system's temporary directory, for what libraries unpack from the jar. Only its
 * owner may read it.
 */
public record Scratch(Path directory) {

    /** Makes one. */
    public static Scratch create() {
        try {
            return new Scratch(Files.createTempDirectory("evident-"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
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
