package dev.evident.log;

/**
 * A salted event and the bytes at rest of its body, ready for the log's lock.
 *
 * @param body as {@link LogStore#encode} made it
 */
public record EncodedEvent(SaltedEvent salted, byte[] body) {
    @Override
    public String toString() {
        return "EncodedEvent[" + salted.event() + "]";
    }
}
