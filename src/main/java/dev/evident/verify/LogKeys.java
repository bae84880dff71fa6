package dev.evident.verify;

import dev.evident.config.StartException;
import dev.evident.ledger.MalformedException;
import dev.evident.ledger.VerifierKey;
import dev.evident.log.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
}
