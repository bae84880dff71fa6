package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key as it is handed out: {@code name+id+base64(type ‖ key)}, the id being eight hexadecimal digits (C2SP
 * signed-note).
 *
 * @param name of the log or witness
 * @param type how it signs
 * @param publicKey its bytes; never written to
 */
public record VerifierKey(String name, SignatureType type, byte[] publicKey) {
    private static final int MAX_CHARACTERS = 8_192;

    public VerifierKey {
        KeyName.require(name);
        if (publicKey.length != type.keyBytes()) {
            throw new MalformedException("The key has " + publicKey.length + " bytes.");
        }
    }

    /** Reads a key that was handed out. */
    public static VerifierKey parse(String text) {
        String[] parts = text.length() > MAX_CHARACTERS ? new String[0] : text.split("\\+", 3);
        if (parts.length != 3) {
            throw new MalformedException("A verifier key is a name, an id and a key, with a plus in between.");
        }
        byte[] typed = StrictText.base64(parts[2]);
        SignatureType type =
                typed.length == 0 ? null : SignatureType.of(typed[0] & 0xff).orElse(null);
        if (type == null) {
            throw new MalformedException("The verifier key is of a type that is not known here.");
        }
        VerifierKey key = new VerifierKey(parts[0], type, Arrays.copyOfRange(typed, 1, typed.length));
        if (!parts[1].equals(key.idText())) {
            throw new MalformedException("The verifier key's id does not belong to its name and key.");
        }
        return key;
    }

    /** The first four bytes of the SHA-256 of name, line feed, type and key. */
    public int id() {
        MessageDigest sha = TreeHash.sha256();
        sha.update((name + '\n').getBytes(UTF_8));
        return ByteBuffer.wrap(sha.digest(typed())).getInt();
    }

    /** Whether the signature names this key; only then does {@link #verifies} mean anything. */
    public boolean isNamedBy(NoteSignature signature) {
        return name.equals(signature.name()) && id() == signature.keyId();
    }

    /** Whether the signature is this key's over the text. */
    public boolean verifies(String text, NoteSignature signature) {
        return isNamedBy(signature) && type.verify(publicKey, text, signature.bytes());
    }

    /** As it is handed out. */
    @Override
    public String toString() {
        return name + '+' + idText() + '+' + Base64.getEncoder().encodeToString(typed());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey key
                && name.equals(key.name)
                && type == key.type
                && Arrays.equals(publicKey, key.publicKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(publicKey);
    }

    private String idText() {
        return HexFormat.of().toHexDigits(id());
    }

    private byte[] typed() {
        return ByteBuffer.allocate(1 + publicKey.length)
                .put((byte) type.identifier())
                .put(publicKey)
                .array();
    }
}
