package dev.evident.store.sqlite;

import dev.evident.bus.StoreMessages.Events;
import dev.evident.event.EventBody;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.store.EventStore;
import dev.evident.store.compression.BodyDecompressor;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events out of rows whose columns are those of {@link EventSql}. */
final class EventRow {
    private static final int BODY = 4;

    /** Of the other members of a redaction, as they are written. */
    private static final int REDACTION_BYTES = 150;

    private EventRow() {}

    /** Whether the content was not left out. */
    static boolean isWhole(Row row) {
        return row.getValue(BODY) != null;
    }

    static boolean areWhole(RowSet<Row> rows) {
        for (Row row : rows) {
            if (!isWhole(row)) {
                return false;
            }
        }
        return true;
    }

    /** As many as fit into one answer: bodies that were read in less can be much larger. */
    static Events events(RowSet<Row> rows, BodyDecompressor bodies) {
        List<StoredEvent> events = new ArrayList<>(rows.size());
        long bytes = 0;
        for (Row row : rows) {
            if (bytes >= EventStore.ANSWER_BYTES) {
                break;
            }
            StoredEvent event = event(row, bodies);
            events.add(event);
            bytes += event.body().size() + sizeOf(event.redaction());
        }
        return new Events(events);
    }

    /** What is told of a redacted event instead of its body; each of many may have a long reason. */
    private static long sizeOf(@Nullable Redaction redaction) {
        return redaction == null
                ? 0
                : redaction.reason().length() + redaction.actor().length() + REDACTION_BYTES;
    }

    /** A body that cannot be read is none, and nothing says why: that is what damage looks like. */
    static StoredEvent event(Row row, BodyDecompressor bodies) {
        byte[] body = bodies.plain(bytes(row, BODY));
        ByteBuffer id = ByteBuffer.wrap(bytes(row, 1));
        return new StoredEvent(
                row.getLong(0),
                new UUID(id.getLong(), id.getLong()),
                row.getLong(2),
                bytes(row, 3),
                new EventBody(body == null ? new byte[0] : body),
                redaction((String) row.getValue(5)));
    }

    private static @Nullable Redaction redaction(@Nullable String json) {
        if (json == null) {
            return null;
        }
        JsonObject redaction = new JsonObject(json);
        return new Redaction(
                HexFormat.of().parseHex(redaction.getString("content")),
                redaction.getLong("by"),
                redaction.getString("reason", ""),
                redaction.getString("actor", ""),
                redaction.getLong("micros"),
                ColumnText.read(redaction.getString("tenant")));
    }

    /** As {@link PlainDecoder} leaves them. */
    static byte[] bytes(Row row, int column) {
        return (byte[]) row.getValue(column);
    }
}
