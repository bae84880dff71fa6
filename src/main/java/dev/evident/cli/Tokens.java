package dev.evident.cli;

import dev.evident.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tokens for a service, read from files so that they stand on no command line. */
final class Tokens {
    private static final long MAX_BYTES = 64 << 10;

    private Tokens() {}

    /** The file's first line. */
    static String read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new StartException(file + " is too large for a token");
        }
        String token =
                Files.readString(file).lines().findFirst().map(String::strip).orElse("");
        if (!token.matches("[\\x21-\\x7e]{1,4096}")) {
            throw new StartException("the first line of " + file + " is not a token");
        }
        return token;
    }
}
