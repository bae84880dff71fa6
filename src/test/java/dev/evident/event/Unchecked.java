package dev.evident.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events that no parser has checked, for tests of what takes any bytes. */
public final class Unchecked {
    private Unchecked() {}

    /** An event whose header is what its body says. */
    public static NewEvent event(String body) {
        return event(body.getBytes(UTF_8));
    }

    public static NewEvent event(byte[] body) {
        return new NewEvent(Header.of(body), body);
    }

    /** An event that has had its id for some time, as one that is delivered again. */
    public static NewEvent event(UUID id, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return new NewEvent(id, Header.of(bytes), bytes);
    }

    /** An event with a key that its body need not have. */
    public static NewEvent keyed(String body, @Nullable DedupKey key) {
        byte[] bytes = body.getBytes(UTF_8);
        Header header = Header.of(bytes);
        return new NewEvent(new Header(header.kind(), header.tenant(), key), bytes);
    }

    /** An event of the record. */
    public static StoredEvent stored(long seq, UUID id, long micros, byte[] body) {
        return new StoredEvent(seq, micros, new byte[16], new NewEvent(id, Header.of(body), body));
    }
}
