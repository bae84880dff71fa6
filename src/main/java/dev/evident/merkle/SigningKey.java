package dev.evident.merkle;

import java.util.Base64;

/**
 * A key that signs notes. Its text and {@code toString} show the public part alone.
 */
public final class SigningKey {
    private final VerifierKey verifier;
    private final byte[] secret;

    private SigningKey(VerifierKey verifier, byte[] secret) {
        this.verifier = verifier;
        this.secret = secret;
    }

    /** A new one from the platform's source of randomness. */
    public static SigningKey generate(String name, SignatureType type) {
        byte[][] pair = Ed25519.generate();
        return new SigningKey(new VerifierKey(name, type, pair[1]), pair[0]);
    }

    /**
     * One that was kept.
     *
     * @param secret from {@link #secret}
     * @throws MalformedException when it is not the secret of this verifier key
     */
    public static SigningKey of(VerifierKey verifier, String secret) {
        byte[] bytes = StrictText.base64(secret);
        if (bytes.length == Ed25519.KEY_BYTES) {
            SigningKey key = new SigningKey(verifier, bytes);
            if (verifier.verifies("probe\n", key.sign("probe\n", 0))) {
                return key;
            }
        }
        throw new MalformedException("The secret does not belong to the verifier key.");
    }

    /** Who verifies what it signs. */
    public VerifierKey verifier() {
        return verifier;
    }

    /** The secret in base64, to be kept where nobody else reads. */
    public String secret() {
        return Base64.getEncoder().encodeToString(secret);
    }

    /**
     * Signs.
     *
     * @param text of a note, with its last line feed
     * @param time seconds since the epoch, for types that say when
     */
    public NoteSignature sign(String text, long time) {
        return new NoteSignature(verifier.name(), verifier.id(), verifier.type().sign(secret, text, time));
    }

    @Override
    public String toString() {
        return verifier.toString();
    }
}
