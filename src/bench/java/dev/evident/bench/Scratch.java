package dev.evident.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes what a run has written. */
public final class Scratch {
    private Scratch() {}

    /** Deletes what is in a directory. */
    static void clear(Path directory) throws IOException {
        for (Path file : deepestFirst(directory)) {
            if (!file.equals(directory)) {
                Files.delete(file);
            }
        }
    }

    /** Deletes a directory and what is in it. */
    public static void delete(Path directory) throws IOException {
        for (Path file : deepestFirst(directory)) {
            Files.delete(file);
        }
    }

    private static List<Path> deepestFirst(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
