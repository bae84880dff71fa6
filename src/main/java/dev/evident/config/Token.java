package dev.evident.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;

/**
 * A right to use the API. The secret itself is not kept, and {@code toString} shows the name alone.
 *
 * @param name 1 to 100 characters, unique; may appear in logs
 * @param hash the SHA-256 of the secret, 32 bytes, never written to; compare it with {@link #matches}
 * @param scopes what it allows, at least one
 * @param tenant the tenant that its events are stamped with and that it alone may see, if it is bound to one
 * @param guessable whether the secret is too short or too well known to be used beyond loopback
 */
public record Token(String name, byte[] hash, Set<Scope> scopes, Optional<String> tenant, boolean guessable) {
    static final String DEMO_SECRET = "secret_token";
    private static final byte[] DEMO_HASH = hash(DEMO_SECRET);

    public Token {
        if (hash.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + hash.length);
        }
        scopes = Set.copyOf(scopes);
    }

    /** The SHA-256 of a secret as a client presents it. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Whether the secret has this SHA-256; takes the same time whatever the answer. */
    public boolean matches(byte[] presented) {
        return MessageDigest.isEqual(hash, presented);
    }

    /** Whether this is the secret that stands in every copy of the default configuration. */
    public boolean isDemo() {
        return matches(DEMO_HASH);
    }

    @Override
    public String toString() {
        return "Token[" + name + "]";
    }
}
