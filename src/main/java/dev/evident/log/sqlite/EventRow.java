package dev.evident.log.sqlite;

import dev.evident.codec.DamagedException;
import dev.evident.codec.LogCodec;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.log.StoredEventCheck;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Events out of rows whose columns are those of {@link EventSql}, each compared with its leaf and its header. Nothing of a row is
 * believed, not even the types of its values: a bit that flips in its header makes another type of one. For one response.
 */
final class EventRow {
    private static final int BODY = 4;
    private static final int LEAF = 6;
    private static final int HEADER = 7;

    private final LogCodec codec;
    private final StoredEventCheck check = new StoredEventCheck();

    EventRow(LogCodec codec) {
        this.codec = codec;
    }

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

    /** How many bytes there are to decompress and to hash, by what the rows say themselves. */
    long bytes(RowSet<Row> rows) {
        long bytes = 0;
        for (Row row : rows) {
            bytes += codec.decodedSize(bytes(row, BODY));
        }
        return bytes;
    }

    StoredEvent event(Row row) {
        byte[] id = bytes(row, 1);
        long time = row.getValue(2) instanceof Number number ? number.longValue() : -1;
        return check.event(
                row.getLong(0),
                id,
                time,
                bytes(row, 3),
                row.getValue(BODY) instanceof byte[] body ? body(id, body) : null,
                redaction(row.getValue(5)),
                bytes(row, LEAF),
                row.getValue(HEADER) instanceof byte[] header ? header : null);
    }

    private byte @Nullable [] body(byte[] id, byte[] stored) {
        try {
            return codec.decode(stored, StoredEventCheck.uuid(id));
        } catch (DamagedException damaged) {
            return null;
        }
    }

    private static @Nullable Redaction redaction(@Nullable Object json) {
        if (!(json instanceof String text)) {
            return null;
        }
        try {
            JsonObject redaction = new JsonObject(text);
            return new Redaction(
                    HexFormat.of().parseHex(redaction.getString("content")), redaction.getLong("by"), "", "", 0);
        } catch (DecodeException | ClassCastException | IllegalArgumentException | NullPointerException forged) {
            return null;
        }
    }

    /** A value of another type is none. */
    private static byte[] bytes(Row row, int column) {
        return row.getValue(column) instanceof byte[] bytes ? bytes : new byte[0];
    }
}
