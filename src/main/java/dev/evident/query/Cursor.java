package dev.evident.query;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Where a page ended. Opaque to callers, valid for ever: it names a position, not a server's state.
 *
 * @param bound the next page holds positions below this one, or from this one on when the oldest come first
 * @param fingerprint of the query that it belongs to
 */
public record Cursor(long bound, long fingerprint) {
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + Long.BYTES + Long.BYTES;

    /** The text that goes into a link. */
    public String encode() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(bound)
                .putLong(fingerprint)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Reads what {@link #encode} wrote; anything else is the problem {@code invalid-parameter}. */
    public static Cursor decode(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == BYTES && bytes.get() == VERSION) {
                Cursor cursor = new Cursor(bytes.getLong(), bytes.getLong());
                if (cursor.bound >= 0 && cursor.encode().equals(text)) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException notBase64) {
            // answered below
        }
        throw Parameters.problem("cursor", "cursor is not one that this service gave out.");
    }
}
