package dev.evident.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a token is known by. The secret itself is not kept, and {@code toString} shows nothing.
 *
 * @param hash the SHA-256 of the secret, 32 bytes, never written to; compare it with {@link #matches}
 * @param guessable whether the secret is too short or too well known to be used beyond loopback
 */
public record TokenSecret(byte[] hash, boolean guessable) {
    static final String DEMO = "secret_token";

    private static final byte[] DEMO_HASH = hash(DEMO);
    private static final Pattern SHA_256 = Pattern.compile("sha256:[0-9A-Fa-f]{64}");
    /** What can stand in an HTTP header as one word. */
    private static final Pattern WORD = Pattern.compile("[!-~]{1,1000}");

    private static final int MIN_CHARACTERS = 16;

    public TokenSecret {
        if (hash.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + hash.length);
        }
        guessable |= MessageDigest.isEqual(hash, DEMO_HASH);
    }

    /** Reads a secret, plain or as {@code sha256:} and its hash. */
    static Optional<TokenSecret> of(String written) {
        if (SHA_256.matcher(written).matches()) {
            return Optional.of(new TokenSecret(HexFormat.of().parseHex(written.substring(7)), false));
        }
        if (written.startsWith("sha256:")) {
            throw new ConfigurationException("", "64 hexadecimal digits must follow sha256:");
        }
        if (!WORD.matcher(written).matches()) {
            throw new ConfigurationException(
                    "", "a secret has 1 to 1000 characters, all of them printable ASCII without spaces");
        }
        if (GeneratedToken.isMistyped(written)) {
            throw new ConfigurationException("", "a secret that begins with evd_ is mistyped or cut off");
        }
        return Optional.of(new TokenSecret(hash(written), written.length() < MIN_CHARACTERS));
    }

    /** The SHA-256 of a secret as a client presents it. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Whether the secret has this SHA-256; takes the same time whatever the result. */
    public boolean matches(byte[] presented) {
        return MessageDigest.isEqual(hash, presented);
    }

    /** Whether this is the secret that stands in every copy of the default configuration. */
    public boolean isDemo() {
        return matches(DEMO_HASH);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSecret secret && matches(secret.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "…";
    }
}
