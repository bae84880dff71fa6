package dev.evident.event;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of the record: what the producer sent and the three things the service added.
 *
 * @param seq position in the log, from 0, without gaps
 * @param id UUID version 7 (RFC 9562), given when the intake accepted it
 * @param micros when it was accepted, in microseconds since the epoch; never decreases with {@code seq}
 * @param salt 16 random bytes that stand beside the body; zeros when it was redacted
 * @param header what the service itself knows of it, as it is stored: without its key
 * @param body what the producer sent, as it was accepted: shared and never written to; of no bytes when it was redacted
 * @param redaction says why there is no body; null for an event that has one
 * @param damaged whether it was read and is not what the log committed to: what else is here is then not to be believed,
 *     and not to be shown to anybody as an event
 */
public record StoredEvent(
        long seq,
        UUID id,
        long micros,
        byte[] salt,
        Header header,
        byte[] body,
        @Nullable Redaction redaction,
        boolean damaged) {

    /** An event as it was accepted. */
    public StoredEvent(long seq, long micros, byte[] salt, NewEvent event) {
        this(seq, event.id(), micros, salt, event.header(), event.body(), null, false);
    }

    /** The same, known not to be what the log committed to. */
    public StoredEvent asDamaged() {
        return new StoredEvent(seq, id, micros, salt, header, body, redaction, true);
    }

    /** The same with its redaction told in full. */
    public StoredEvent redacted(Redaction told) {
        return new StoredEvent(seq, id, micros, salt, header, body, told, damaged);
    }

    /** Whether the content is there. */
    public boolean hasContent() {
        return body.length > 0;
    }

    /** The JSON text, for tests and tools. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "StoredEvent[seq=" + seq + ", id=" + id + "]";
    }
}
