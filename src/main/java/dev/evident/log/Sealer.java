package dev.evident.log;

import dev.evident.event.NewEvent;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.log.EventStore.Opened;
import dev.evident.merkle.Frontier;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives events their position, timestamp, salt and leaf. Sealing again without {@link #advance} gives the same positions
 * again: a batch that was refused leaves no gap. For one thread at a time.
 */
final class Sealer {
    private static final int SALT_BYTES = 16;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final byte[] pool = new byte[SALT_BYTES * 256];
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
    SealedBatch seal(List<NewEvent> bodies) {
        long now = now();
        long seq = size();
        List<StoredEvent> events = new ArrayList<>(bodies.size());
        for (NewEvent body : bodies) {
            events.add(new StoredEvent(seq++, now, salt(), body));
        }
        return SealedBatch.of(events, frontier);
    }

    /** The batch is written. */
    void advance(SealedBatch batch) {
        frontier = batch.frontier();
        micros = batch.micros();
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
