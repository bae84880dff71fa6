package dev.evident.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The checked, minified bytes of one event as a producer sent it: UTF-8 JSON, one object, nothing re-serialised. These
 * bytes are what is stored, hashed and returned.
 *
 * <p>Immutable by agreement: the array is shared, never copied and never written to after construction. {@code
 * toString} shows the size alone, since event content must not reach a log.
 *
 * @param dedupKey under which the event is to be stored once; null for one that is stored as often as it is sent, and
 *     for one that was read from the record
 */
public record EventBody(byte[] bytes, @Nullable DedupKey dedupKey) {

    /** A body without a key. */
    public EventBody(byte[] bytes) {
        this(bytes, null);
    }

    /** The size in bytes. */
    public int size() {
        return bytes.length;
    }

    /** The JSON text, for tests and tools. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "EventBody[" + bytes.length + " bytes]";
    }
}
