package dev.evident.log;

import dev.evident.event.EventBody;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.log.EventStore.Opened;
import dev.evident.merkle.Frontier;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Gives events their position, timestamp, id, salt and leaf. Sealing again without {@link #advance} gives the same positions
 * again: a batch that was refused leaves no gap. For one thread at a time.
 */
final class Sealer {
    private static final int SALT_BYTES = 16;
    private static final int ID_RANDOM_BYTES = 10;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final byte[] pool = new byte[(SALT_BYTES + ID_RANDOM_BYTES) * 256];
    private int used = pool.length;
    private Frontier frontier;
    private long micros;

    Sealer(Opened opened, InstantSource clock) {
        this.frontier = opened.frontier();
        this.micros = opened.micros();
        this.clock = clock;
    }

    /** Number of events in the log, without what is sealed but not written. */
    long size() {
        return frontier.size();
    }

    /** The time that a batch sealed now would have, in microseconds since the epoch. */
    long now() {
        return Math.max(micros, Timestamps.micros(clock.instant()));
    }

    /** Seals events for the places from {@link #size}; a clock that went back does not take the log with it. */
    SealedBatch seal(List<EventBody> bodies) {
        long now = now();
        long seq = size();
        List<StoredEvent> events = new ArrayList<>(bodies.size());
        for (EventBody body : bodies) {
            events.add(new StoredEvent(seq++, id(now), now, salt(), body));
        }
        return SealedBatch.of(events, frontier);
    }

    /** The batch is written. */
    void advance(SealedBatch batch) {
        frontier = batch.frontier();
        micros = batch.micros();
    }

    /** UUID version 7, RFC 9562 §5.7: 48 bits of milliseconds, 74 random bits. */
    private UUID id(long time) {
        int at = take(ID_RANDOM_BYTES);
        ByteBuffer bits = ByteBuffer.wrap(pool, at, ID_RANDOM_BYTES);
        long high = (time / 1_000) << 16 | 0x7000L | (bits.getShort() & 0x0fffL);
        long low = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** What the commitment to a body hides it with. */
    private byte[] salt() {
        int at = take(SALT_BYTES);
        byte[] salt = new byte[SALT_BYTES];
        System.arraycopy(pool, at, salt, 0, SALT_BYTES);
        return salt;
    }

    private int take(int bytes) {
        if (used + bytes > pool.length) {
            random.nextBytes(pool);
            used = 0;
        }
        int at = used;
        used += bytes;
        return at;
    }
}
