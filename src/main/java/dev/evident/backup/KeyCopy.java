package dev.evident.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import dev.evident.log.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * Copies the private keys of the log to a place of their own. The keys with which this service cosigns other logs are
 * never copied: a witness that is put back to an earlier state would cosign two histories, so a restored one is a new one.
 *
 * @param data the data directory
 */
record KeyCopy(Path data) {
    private static final String FILE = "log.keys";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Copies; a file of other keys that is there gets the time to its name and stays. */
    void to(Path directory) throws IOException {
        Path from = data.resolve("keys").resolve(FILE);
        if (!Files.exists(from)) {
            throw new StartException("there are no keys in " + from.getParent() + " yet");
        }
        String keys = Files.readString(from);
        DirectoryLock.createDirectory(directory);
        Path to = directory.resolve(FILE);
        if (Files.exists(to)) {
            if (Arrays.equals(Files.readAllBytes(to), keys.getBytes(UTF_8))) {
                return;
            }
            Files.move(to, directory.resolve(FILE + "-until-" + TIME.format(Instant.now())));
        }
        new OwnerFile(to).write(keys);
    }
}
