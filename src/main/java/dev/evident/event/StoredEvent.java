package dev.evident.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of the record: what the producer sent and the three things the service added.
 *
 * @param seq position in the log, from 0, without gaps
 * @param id UUID version 7 (RFC 9562) whose milliseconds are those of {@code micros}
 * @param micros when it was accepted, in microseconds since the epoch; never decreases with {@code seq}
 * @param salt 16 random bytes that stand beside the body; zeros when it was redacted
 * @param body what the producer sent; of no bytes when it was redacted
 * @param redaction says why there is no body; null for an event that has one. Null although there is none is damage.
 */
public record StoredEvent(long seq, UUID id, long micros, byte[] salt, EventBody body, @Nullable Redaction redaction) {

    /** An event as it was accepted. */
    public StoredEvent(long seq, UUID id, long micros, byte[] salt, EventBody body) {
        this(seq, id, micros, salt, body, null);
    }

    /** Whether the content is there. */
    public boolean hasContent() {
        return body.size() > 0;
    }

    @Override
    public String toString() {
        return "StoredEvent[seq=" + seq + ", id=" + id + "]";
    }
}
