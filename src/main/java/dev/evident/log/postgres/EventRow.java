package dev.evident.log.postgres;

import dev.evident.codec.DamagedException;
import dev.evident.codec.LogCodec;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.log.StoredEventCheck;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events out of rows whose columns are those of {@link EventSql}, each checked. For one response. */
final class EventRow {
    private static final int BODY = 6;

    /** Instead of the salt of what was redacted. */
    private static final int SALT_BYTES = 16;

    private final LogCodec codec;
    private final StoredEventCheck check = new StoredEventCheck();

    EventRow(LogCodec codec) {
        this.codec = codec;
    }

    /** How many bytes there are to decode and to hash. */
    static long bytes(RowSet<Row> rows) {
        long bytes = 0;
        for (Row row : rows) {
            Buffer body = row.getBuffer(BODY);
            bytes += body == null ? 0 : body.length();
        }
        return bytes;
    }

    StoredEvent event(Row row) {
        UUID id = row.getUUID(1);
        Buffer body = row.getBuffer(BODY);
        Buffer content = row.getBuffer(7);
        return check.event(
                row.getLong(0),
                StoredEventCheck.bytes(id),
                row.getLong(2),
                body == null ? new byte[SALT_BYTES] : row.getBuffer(5).getBytes(),
                body == null ? new byte[0] : decoded(id, body),
                content == null ? null : new Redaction(content.getBytes(), row.getLong(8), "", "", 0),
                row.getBuffer(4).getBytes(),
                row.getBuffer(3).getBytes());
    }

    private byte @Nullable [] decoded(UUID id, Buffer body) {
        try {
            return codec.decode(body.getBytes(), id);
        } catch (DamagedException damaged) {
            return null;
        }
    }
}
