package dev.evident.event;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An accepted event on its way into the log. Made by the parser and by the service's own events alone, so that nothing
 * unchecked can be stored.
 *
 * <p>Immutable by agreement: the array is shared, never copied and never written to. {@code toString} shows the size
 * alone, since event content must not reach a log.
 */
public final class NewEvent {
    private final UUID id;
    private final Header header;
    private final byte[] body;

    /** With an id of its own, given now. */
    NewEvent(Header header, byte[] body) {
        this(EventIds.next(), header, body);
    }

    NewEvent(UUID id, Header header, byte[] body) {
        this.id = id;
        this.header = header;
        this.body = body;
    }

    /** UUID version 7, given when the event was accepted. */
    public UUID id() {
        return id;
    }

    /** What the service itself needs to know of it. */
    public Header header() {
        return header;
    }

    /** The key under which it is stored once; null when it is stored as often as it is sent. */
    public @Nullable DedupKey dedupKey() {
        return header.dedupKey();
    }

    /** The checked, minified bytes: UTF-8 JSON, one object. These are what is hashed, stored and returned. */
    public byte[] body() {
        return body;
    }

    /** The size of the body in bytes. */
    public int size() {
        return body.length;
    }

    /** The JSON text, for tests and tools. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "NewEvent[id=" + id + ", " + body.length + " bytes]";
    }
}
