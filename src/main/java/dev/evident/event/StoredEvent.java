package dev.evident.event;

import java.util.UUID;

/**
 * An event of the record: what the producer sent and the three things the service added.
 *
 * @param seq position in the log, from 0, without gaps
 * @param id UUID version 7 (RFC 9562) whose milliseconds are those of {@code micros}
 * @param micros when it was accepted, in microseconds since the epoch; never decreases with {@code seq}
 * @param salt 16 random bytes that stand beside the body
 * @param body what the producer sent
 */
public record StoredEvent(long seq, UUID id, long micros, byte[] salt, EventBody body) {

    @Override
    public String toString() {
        return "StoredEvent[seq=" + seq + ", id=" + id + "]";
    }
}
