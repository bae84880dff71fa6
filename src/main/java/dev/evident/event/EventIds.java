package dev.evident.event;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Gives events their ids: UUID version 7 (RFC 9562 §5.7), 48 bits of milliseconds of this machine's clock and 74 random
 * bits of a {@link SecureRandom}. Given when an event is accepted by the intake, before any queue or lock, so an id says
 * nothing certain of position or commit time. Thread-safe.
 */
final class EventIds {
    private static final int RANDOM_BYTES = 10;

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final byte[] POOL = new byte[RANDOM_BYTES * 512];

    private static int used = POOL.length;

    private EventIds() {}

    static UUID next() {
        return of(System.currentTimeMillis());
    }

    private static synchronized UUID of(long millis) {
        if (used + RANDOM_BYTES > POOL.length) {
            RANDOM.nextBytes(POOL);
            used = 0;
        }
        ByteBuffer bits = ByteBuffer.wrap(POOL, used, RANDOM_BYTES);
        used += RANDOM_BYTES;
        long high = millis << 16 | 0x7000L | (bits.getShort() & 0x0fffL);
        long low = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
