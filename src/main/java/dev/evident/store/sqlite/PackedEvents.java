package dev.evident.store.sqlite;

import dev.evident.event.EventBody;
import dev.evident.event.StoredEvent;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events as one value: the JDBC client spends about 2 µs on each value of each row, which is five times what SQLite
 * needs to read it, so a page comes as one row of one BLOB. Each event is its position, microseconds and body's length
 * in hexadecimal, then its id, salt and body.
 */
final class PackedEvents {
    private static final int LONG = 16;
    private static final int INT = 8;
    private static final int HEAD = LONG + LONG + INT;
    private static final int ID = 16;
    private static final int SALT = 16;

    private PackedEvents() {}

    /** The one column of a SELECT that has the events as {@code e}. */
    static String sql(String order) {
        return "CAST(group_concat(printf('%016x%016x%08x', e.seq, e.micros, length(e.body))"
                + " || e.id || e.salt || e.body, '' ORDER BY " + order + ") AS BLOB)";
    }

    /** The events in the value of that column. */
    static List<StoredEvent> read(@Nullable Buffer packed) {
        if (packed == null) {
            return List.of();
        }
        byte[] bytes = packed.getBytes();
        List<StoredEvent> events = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            long seq = hex(bytes, at, LONG);
            long micros = hex(bytes, at + LONG, LONG);
            int body = (int) hex(bytes, at + LONG + LONG, INT);
            ByteBuffer id = ByteBuffer.wrap(bytes, at + HEAD, ID);
            int salt = at + HEAD + ID;
            at = salt + SALT + body;
            events.add(new StoredEvent(
                    seq,
                    new UUID(id.getLong(), id.getLong()),
                    micros,
                    Arrays.copyOfRange(bytes, salt, salt + SALT),
                    new EventBody(Arrays.copyOfRange(bytes, salt + SALT, at))));
        }
        return events;
    }

    private static long hex(byte[] bytes, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value << 4 | Character.digit(bytes[i], 16);
        }
        return value;
    }
}
