package dev.evident.event;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What two sendings of one event have in common: the first 16 bytes of a SHA-256 over tenant, source and key, each with
 * its length in front, so that no two triples look alike. It has the same size whatever was sent, and does not tell it.
 *
 * @param high the first 8 bytes
 * @param low the other 8 bytes
 */
public record DedupKey(long high, long low) implements Comparable<DedupKey> {
    /** How many bytes a key has. */
    public static final int BYTES = 16;

    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

    /**
     * The day under which the key of an event is stored, of 86,400 seconds since the epoch.
     *
     * @param micros when the event was committed, in microseconds since the epoch
     */
    public static long day(long micros) {
        return Math.floorDiv(micros, DAY_MICROS);
    }

    /**
     * The key of an event.
     *
     * @param tenant whose it is, or null for nobody's
     * @param source the system that sends, or null for an unnamed one
     * @param key what the producer calls it, not empty
     */
    public static DedupKey of(@Nullable String tenant, @Nullable String source, String key) {
        MessageDigest sha = sha256();
        add(sha, tenant);
        add(sha, source);
        add(sha, key);
        ByteBuffer hash = ByteBuffer.wrap(sha.digest());
        return new DedupKey(hash.getLong(), hash.getLong());
    }

    /** The order of the bytes, in which a database keeps them. */
    @Override
    public int compareTo(DedupKey other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    /** Fields that may be sent are never empty, so an absent one is. */
    private static void add(MessageDigest sha, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : Wtf8.bytes(text);
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        sha.update(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
