package dev.evident.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.event.Header;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.merkle.LeafDigest;
import dev.evident.merkle.TreeHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares what a store has of an event with its leaf and its header. For one thread at a time. */
public final class StoredEventCheck {
    private static final int ID_BYTES = 16;

    private final LeafDigest digest = new LeafDigest();
    private long micros = Long.MIN_VALUE;
    private byte[] timestamp = new byte[0];

    /**
     * The event; damaged unless its leaf is that of its values and its header that of its body. None of the values is
     * believed. Of a redaction reason, actor and time are still to be told.
     *
     * @param time in microseconds since the epoch
     * @param body as it was sent; of no bytes when it was deleted; null when there is none or it cannot be decoded
     * @param redaction what is left of content that was deleted; null when nothing is
     * @param leaf the hash of its leaf
     * @param header as {@link Header#toBytes} wrote it; null when there is none
     */
    public StoredEvent event(
            long seq,
            byte[] id,
            long time,
            byte[] salt,
            byte @Nullable [] body,
            @Nullable Redaction redaction,
            byte[] leaf,
            byte @Nullable [] header) {
        byte[] content = body == null ? new byte[0] : body;
        Header stored = header == null ? null : Header.parse(header);
        boolean intact = id.length == ID_BYTES
                && time >= Timestamps.MIN_MICROS
                && time <= Timestamps.MAX_MICROS
                && body != null
                && stored != null
                && (content.length == 0 || stored.isStoredWith(content))
                && Arrays.equals(leaf(seq, id, time, salt, body, redaction), leaf);
        return new StoredEvent(
                seq, uuid(id), time, salt, stored == null ? Header.PLAIN : stored, content, redaction, !intact);
    }

    /** The id of these bytes, whatever their number. */
    public static UUID uuid(byte[] id) {
        ByteBuffer bits = ByteBuffer.wrap(Arrays.copyOf(id, ID_BYTES));
        return new UUID(bits.getLong(), bits.getLong());
    }

    /** The bytes of an id. */
    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
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
}
