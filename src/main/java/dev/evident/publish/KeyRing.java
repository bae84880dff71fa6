package dev.evident.publish;

import dev.evident.merkle.SigningKey;
import dev.evident.merkle.VerifierKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one name: the one that signs, and those before it. Immutable; shows no secret.
 *
 * @param current signs
 * @param retired the newest first
 */
record KeyRing(SigningKey current, List<Retired> retired) {
    /** How long a key that was replaced goes on signing beside its successor, for verifiers that do not know that yet. */
    static final Duration OVERLAP = Duration.ofDays(30);

    /**
     * A key that was replaced.
     *
     * @param key still signs for a while; empty when it must not, because somebody else may have it
     */
    record Retired(VerifierKey verifier, Instant since, Optional<SigningKey> key) {}

    KeyRing {
        retired = List.copyOf(retired);
    }

    /** Those that sign now, the current one first. */
    List<SigningKey> signing(Instant now) {
        List<SigningKey> keys = new ArrayList<>(List.of(current));
        retired.stream()
                .filter(old -> now.isBefore(old.since.plus(OVERLAP)))
                .forEach(old -> old.key.ifPresent(keys::add));
        return keys;
    }

    /** All of them, the current one first. */
    List<VerifierKey> verifiers() {
        List<VerifierKey> keys = new ArrayList<>(List.of(current.verifier()));
        retired.forEach(old -> keys.add(old.verifier));
        return keys;
    }
}
