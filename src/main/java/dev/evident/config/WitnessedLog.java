package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import dev.evident.merkle.SignatureType;
import dev.evident.merkle.VerifierKey;
import java.util.List;

/**
 * A log that is cosigned.
 *
 * @param keys those that may sign its checkpoints
 */
public record WitnessedLog(
        @Setting(Form.KEY_NAME) String origin, @Setting(min = "1", max = "16") List<VerifierKey> keys) {
    public WitnessedLog {
        keys = List.copyOf(keys);
        keys.forEach(key -> requireKeyOfLog("keys", key));
    }

    static void requireKeyOfLog(String path, VerifierKey key) {
        if (key.type() != SignatureType.ED25519) {
            throw new ConfigurationException(
                    path, quoted(key.toString()) + " is a key of the other kind: a log's is required");
        }
    }

    @Override
    public String toString() {
        return "{origin: " + origin + ", keys: " + keys + "}";
    }
}
