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
 * @param redaction says why there is no body; null for an event that has one
 * @param damaged whether it was read and is not what the log committed to: what else is here is then not to be believed,
 *     and not to be shown to anybody as an event
 */
public record StoredEvent(
        long seq, UUID id, long micros, byte[] salt, EventBody body, @Nullable Redaction redaction, boolean damaged) {

    /** An event as it was accepted. */
    public StoredEvent(long seq, UUID id, long micros, byte[] salt, EventBody body) {
        this(seq, id, micros, salt, body, null, false);
    }

    /** An event as it was accepted, or what is left of one. */
    public StoredEvent(long seq, UUID id, long micros, byte[] salt, EventBody body, @Nullable Redaction redaction) {
        this(seq, id, micros, salt, body, redaction, false);
    }

    /** The same, known not to be what the log committed to. */
    public StoredEvent asDamaged() {
        return new StoredEvent(seq, id, micros, salt, body, redaction, true);
    }

    /** The same with its redaction told in full. */
    public StoredEvent redacted(Redaction told) {
        return new StoredEvent(seq, id, micros, salt, body, told, damaged);
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
