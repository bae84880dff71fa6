package dev.evident.verify;

import dev.evident.config.StartException;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.VerifierKey;
import dev.evident.publish.KeyFile;
import dev.evident.publish.SignedOrigins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The keys that lie beside a record, for checking without being given one. */
public final class LogKeys {
    private LogKeys() {}

    /** Those of the log whose checkpoint was signed last here; none when there is no checkpoint or no key that can be read. */
    public static List<VerifierKey> of(Path data) {
        try {
            return SavedCheckpoint.read(data)
                    .map(saved -> KeyFile.ofLog(data).list(saved.checkpoint().origin()))
                    .orElse(List.of());
        } catch (IOException | MalformedException | StartException unusable) {
            return List.of();
        }
    }

    /**
     * What is wrong with the keys of a directory that a service runs in; a copy without keys is none. Empty when nothing
     * is.
     */
    public static Optional<String> fault(Path data) {
        try {
            Path file = data.resolve("keys").resolve("log.keys");
            if (!Files.exists(file)) {
                return Files.exists(data.resolve("keys")) || Files.exists(data.resolve("evident.lock"))
                        ? Optional.of(file + " is missing: without it nobody can continue this log.")
                        : Optional.empty();
            }
            new SignedOrigins(data).all();
            String origin = checkpointOrigin(data);
            return KeyFile.ofLog(data).list(origin).isEmpty() && !origin.isEmpty()
                    ? Optional.of(file + " has no current key of " + origin + ".")
                    : Optional.empty();
        } catch (StartException | IOException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    private static String checkpointOrigin(Path data) throws IOException {
        try {
            return SavedCheckpoint.read(data)
                    .map(saved -> saved.checkpoint().origin())
                    .orElse("");
        } catch (MalformedException damaged) {
            return ""; // the check of the checkpoint says so
        }
    }
}
