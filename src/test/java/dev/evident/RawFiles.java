package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What somebody sees who reads the files of a directory byte by byte. */
public final class RawFiles {
    private RawFiles() {}

    /** The files below a directory that hold a text anywhere, as UTF-8. */
    public static List<Path> with(String text, Path directory) {
        return with(text.getBytes(UTF_8), directory);
    }

    /** The files below a directory that hold these bytes anywhere. */
    public static List<Path> with(byte[] bytes, Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (holds(file, bytes)) {
                    found.add(file);
                }
            }
            return found;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (UncheckedIOException goneMeanwhile) {
            return with(bytes, directory);
        }
    }

    private static boolean holds(Path file, byte[] wanted) throws IOException {
        byte[] all;
        try {
            all = Files.readAllBytes(file);
        } catch (NoSuchFileException mergedAway) {
            return false;
        }
        for (int at = 0; at <= all.length - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && all[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
