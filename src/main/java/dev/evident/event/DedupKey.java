package dev.evident.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
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

    private static final byte[] NAME = "dedup_key\"".getBytes(StandardCharsets.UTF_8);

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

    /** The key that an event of the record has; null when it has none, or is not what a producer could have sent. */
    public static @Nullable DedupKey of(EventBody body) {
        String tenant = null;
        String source = null;
        String key = null;
        try (JsonParser json = StoredJson.FACTORY.createParser(body.bytes())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                String text = value == JsonToken.VALUE_STRING ? json.getText() : null;
                switch (name) {
                    case "tenant" -> tenant = text;
                    case "source" -> source = text;
                    case "dedup_key" -> key = text;
                    default -> json.skipChildren();
                }
            }
        } catch (IOException notJson) {
            return null;
        }
        return key == null ? null : of(tenant, source, key);
    }

    /**
     * Whether a body may have a key; costs a fraction of looking. That of an event that says false has none.
     *
     * @param body of an event; the name may stand there with escapes
     */
    public static boolean isLikely(byte[] body) {
        int length = NAME.length;
        for (int at = 0; at <= body.length - length; at++) {
            if (body[at] == '\\' || (body[at] == NAME[0] && Arrays.equals(body, at, at + length, NAME, 0, length))) {
                return true;
            }
        }
        return false;
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
