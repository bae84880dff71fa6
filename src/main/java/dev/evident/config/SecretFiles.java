package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Secrets that stand in files of their own: {@code file:PATH} is the first line of that file. */
record SecretFiles(Path directory) {
    private static final String FILE = "file:";

    /** The secret. Fails with a {@link ConfigurationException} that names no key. */
    String resolve(String written) {
        if (!written.startsWith(FILE)) {
            return written;
        }
        String file = written.substring(FILE.length());
        try (Stream<String> lines = Files.lines(directory.resolve(file))) {
            return lines.findFirst().map(String::strip).orElse("");
        } catch (NoSuchFileException missing) {
            throw new ConfigurationException("", "there is no file " + quoted(String.valueOf(missing.getMessage())));
        } catch (IOException | UncheckedIOException | InvalidPathException unreadable) {
            throw new ConfigurationException("", "cannot read the file " + quoted(file));
        }
    }
}
