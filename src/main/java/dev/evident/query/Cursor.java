package dev.evident.query;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Where a page ended. Opaque to callers, valid for ever: it names a position, not a server's state.
 *
 * @param bound the next page holds positions below this one, or from this one on when the oldest come first
 * @param asOf when the first page was asked for, in microseconds since the epoch: relative times are relative to it on
 *     every page
 * @param fingerprint of the query that it belongs to
 */
public record Cursor(long bound, long asOf, long fingerprint) {
    private static final byte VERSION = 2;
    private static final int BYTES = 1 + 3 * Long.BYTES;

    /** The end of the year 9999, which no clock has reached. */
    private static final long LATEST = 253_402_300_800_000_000L;

    /** The text that goes into a link. */
    public String encode() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(bound)
                .putLong(asOf)
                .putLong(fingerprint)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Reads what {@link #encode} wrote; anything else is the problem {@code invalid-parameter}. */
    public static Cursor decode(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == BYTES && bytes.get() == VERSION) {
                Cursor cursor = new Cursor(bytes.getLong(), bytes.getLong(), bytes.getLong());
                if (cursor.isPossible() && cursor.encode().equals(text)) {
                    return cursor;
                }
            }
        } catch (IllegalArgumentException notBase64) {
            // refused below
        }
        throw Parameters.problem("cursor", "cursor is not one that this service gave out.");
    }

    private boolean isPossible() {
        return bound >= 0 && asOf >= 0 && asOf < LATEST;
    }
}
