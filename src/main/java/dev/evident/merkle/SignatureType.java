package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a note is signed: the algorithm and what exactly it signs (C2SP signed-note, tlog-cosignature). This is the one
 * place to add another: its byte (ML-DSA-44 has 0x06), its key, its message.
 */
public enum SignatureType {
    /** Ed25519 over the text: how a log signs. */
    ED25519(1) {
        @Override
        byte[] sign(byte[] secret, String text, long time) {
            return Ed25519.sign(secret, text.getBytes(UTF_8));
        }

        @Override
        boolean verify(byte[] publicKey, String text, byte[] signature) {
            return Ed25519.verify(publicKey, text.getBytes(UTF_8), signature);
        }
    },

    /** Ed25519 over a time and the text, cosignature/v1: how a witness says since when it knows the checkpoint. */
    COSIGNATURE_V1(4) {
        @Override
        byte[] sign(byte[] secret, String text, long time) {
            return ByteBuffer.allocate(Long.BYTES + Ed25519.SIGNATURE_BYTES)
                    .putLong(time)
                    .put(Ed25519.sign(secret, cosigned(time, text)))
                    .array();
        }

        @Override
        boolean verify(byte[] publicKey, String text, byte[] signature) {
            if (signature.length != Long.BYTES + Ed25519.SIGNATURE_BYTES) {
                return false;
            }
            long time = ByteBuffer.wrap(signature).getLong();
            byte[] bare = Arrays.copyOfRange(signature, Long.BYTES, signature.length);
            return time >= 0 && Ed25519.verify(publicKey, cosigned(time, text), bare);
        }

        private byte[] cosigned(long time, String text) {
            return ("cosignature/v1\ntime " + time + '\n' + text).getBytes(UTF_8);
        }
    };

    private final int identifier;

    SignatureType(int identifier) {
        this.identifier = identifier;
    }

    /** The byte that stands for it in keys. */
    int identifier() {
        return identifier;
    }

    /** How long a public key is. */
    int keyBytes() {
        return Ed25519.KEY_BYTES;
    }

    /**
     * Signs.
     *
     * @param time seconds since the epoch; of use to types that say when
     */
    abstract byte[] sign(byte[] secret, String text, long time);

    /** Whether the signature, without key id, is the key's over the text. */
    abstract boolean verify(byte[] publicKey, String text, byte[] signature);

    static Optional<SignatureType> of(int identifier) {
        return Arrays.stream(values())
                .filter(type -> type.identifier == identifier)
                .findFirst();
    }
}
