package dev.evident.log;

import dev.evident.event.NewEvent;
import dev.evident.merkle.LeafDigest;
import java.security.SecureRandom;

/**
 * An event that is ready for the log's lock: with the salt that hides its content in the leaf, the commitment to both, and
 * the bytes at rest of its body. None of them depends on the position.
 *
 * @param salt 16 random bytes, stored beside the body
 * @param content SHA-256 over salt and body, 32 bytes
 * @param stored as {@link LogStore#encode} made it of the body
 */
public record PreparedEvent(NewEvent event, byte[] salt, byte[] content, byte[] stored) {
    private static final int SALT_BYTES = 16;

    /** Gives salts. For one thread at a time. */
    static final class Salts {
        private final SecureRandom random = new SecureRandom();
        private final LeafDigest digest = new LeafDigest();
        private final byte[] pool = new byte[SALT_BYTES * 256];
        private int used = pool.length;

        /** The event with a salt of its own. */
        PreparedEvent prepare(NewEvent event, byte[] stored) {
            if (used == pool.length) {
                random.nextBytes(pool);
                used = 0;
            }
            byte[] salt = new byte[SALT_BYTES];
            System.arraycopy(pool, used, salt, 0, SALT_BYTES);
            used += SALT_BYTES;
            return new PreparedEvent(
                    event, salt, digest.content(salt, event.body()).clone(), stored);
        }
    }

    @Override
    public String toString() {
        return "PreparedEvent[" + event + "]";
    }
}
