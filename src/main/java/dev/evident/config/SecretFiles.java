package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Secrets that stand in files of their own: {@code file:PATH} is the first line of that file. Remembers what it read. */
final class SecretFiles {
    private static final String FILE = "file:";

    private final Path directory;
    private final Set<Path> files = new LinkedHashSet<>();

    /**
     * @param directory what a relative path is relative to
     */
    SecretFiles(Path directory) {
        this.directory = directory;
    }

    /** Those that were read. */
    Set<Path> files() {
        return files;
    }

    /** The secret. Fails with a {@link ConfigurationException} that names no key. */
    String resolve(String written) {
        if (!written.startsWith(FILE)) {
            return written;
        }
        String file = written.substring(FILE.length());
        try (Stream<String> lines = Files.lines(directory.resolve(file))) {
            files.add(directory.resolve(file));
            return lines.findFirst().map(String::strip).orElse("");
        } catch (NoSuchFileException missing) {
            throw new ConfigurationException("", "there is no file " + quoted(String.valueOf(missing.getMessage())));
        } catch (IOException | UncheckedIOException | InvalidPathException unreadable) {
            throw new ConfigurationException("", "cannot read the file " + quoted(file));
        }
    }
}
