package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import dev.evident.merkle.SignatureType;
import dev.evident.merkle.VerifierKey;
import java.net.URI;

/**
 * A witness that cosigns checkpoints.
 *
 * @param url the prefix that {@code /add-checkpoint} follows, without a slash at its end
 * @param key verifies its cosignatures
 */
public record WitnessAt(URI url, VerifierKey key) {
    public WitnessAt {
        if (key.type() != SignatureType.COSIGNATURE_V1) {
            throw new ConfigurationException(
                    "key", quoted(key.toString()) + " is a key of the other kind: a witness's is required");
        }
    }

    @Override
    public String toString() {
        return "{url: " + url + ", key: " + key + "}";
    }
}
