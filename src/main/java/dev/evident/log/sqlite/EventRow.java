package dev.evident.log.sqlite;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.codec.BodyCodec;
import dev.evident.codec.DamagedException;
import dev.evident.event.Header;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.log.LogStore;
import dev.evident.log.message.Events;
import dev.evident.merkle.LeafDigest;
import dev.evident.merkle.TreeHash;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events out of rows whose columns are those of {@link EventSql}, each compared with its leaf and its header. Nothing of a row is
 * believed, not even the types of its values: a bit that flips in its header makes another type of one. For one answer.
 */
final class EventRow {
    private static final int ID_BYTES = 16;
    private static final int BODY = 4;
    private static final int LEAF = 6;
    private static final int HEADER = 7;

    private final BodyCodec codec;
    private final LeafDigest digest = new LeafDigest();
    private long micros = Long.MIN_VALUE;
    private byte[] timestamp = new byte[0];

    EventRow(BodyCodec codec) {
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

    /** As many as fit into one answer: bodies that were read in less can be much larger. */
    Events events(RowSet<Row> rows) {
        List<StoredEvent> events = new ArrayList<>(rows.size());
        long bytes = 0;
        for (Row row : rows) {
            if (bytes >= LogStore.RESPONSE_BYTES) {
                break;
            }
            StoredEvent event = event(row);
            events.add(event);
            bytes += event.body().length;
        }
        return new Events(events);
    }

    /** Damaged unless its leaf is that of its values and its header that of its body. Of a redaction reason, actor and time are still to be told. */
    StoredEvent event(Row row) {
        long seq = row.getLong(0);
        byte[] id = bytes(row, 1);
        long time = row.getValue(2) instanceof Number number ? number.longValue() : -1;
        byte[] salt = bytes(row, 3);
        byte[] body = body(id, bytes(row, BODY));
        Redaction redaction = redaction(row.getValue(5));
        byte[] content = body == null ? new byte[0] : body;
        Header stored = row.getValue(HEADER) instanceof byte[] bytes ? Header.parse(bytes) : null;
        boolean intact = id.length == ID_BYTES
                && time >= Timestamps.MIN_MICROS
                && time <= Timestamps.MAX_MICROS
                && row.getValue(BODY) instanceof byte[]
                && body != null
                && stored != null
                && (content.length == 0 || Header.of(content).isStoredAs(stored))
                && Arrays.equals(leaf(seq, id, time, salt, body, redaction), bytes(row, LEAF));
        return new StoredEvent(
                seq, uuid(id), time, salt, stored == null ? Header.PLAIN : stored, content, redaction, !intact);
    }

    /** Null when there is neither content nor what would have been left of it. */
    private byte @Nullable [] leaf(
            long seq, byte[] id, long time, byte[] salt, byte[] body, @Nullable Redaction redaction) {
        if (body.length == 0 && redaction == null) {
            return null;
        }
        if (time != micros) {
            micros = time;
            timestamp = Timestamps.format(time).getBytes(US_ASCII);
        }
        byte[] content = redaction == null ? digest.content(salt, body) : redaction.content();
        return content.length == TreeHash.BYTES ? digest.leaf(seq, id, timestamp, content) : null;
    }

    private byte @Nullable [] body(byte[] id, byte[] stored) {
        try {
            return codec.decode(stored, StoredBodies.binding(uuid(id)));
        } catch (DamagedException damaged) {
            return null;
        }
    }

    static UUID uuid(byte[] id) {
        ByteBuffer bits = ByteBuffer.wrap(Arrays.copyOf(id, ID_BYTES));
        return new UUID(bits.getLong(), bits.getLong());
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
