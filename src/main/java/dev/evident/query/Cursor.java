package dev.evident.query;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended. Opaque to callers, valid for ever: it names a position, not a server's state.
 *
 * @param bound the next page holds positions below this one, or from this one on when the oldest come first; the position of the
 *     last event when they are ordered by when they happened
 * @param asOf when the first page was asked for, in microseconds since the epoch: relative times are relative to it on
 *     every page
 * @param fingerprint of the query that it belongs to
 * @param occurred null when events are in the order of the log
 */
public record Cursor(long bound, long asOf, long fingerprint, @Nullable Occurred occurred) {
    private static final byte VERSION = 2;
    private static final byte OCCURRED_VERSION = 3;
    private static final int BYTES = 1 + 3 * Long.BYTES;
    private static final int OCCURRED_BYTES = BYTES + 2 * Long.BYTES;

    /** The end of the year 9999, which no clock has reached. */
    private static final long LATEST = 253_402_300_800_000_000L;

    /**
     * What pages need whose events are ordered by when they happened.
     *
     * @param micros when the last event happened
     * @param head the number of events in the log when the first page was asked for: pages neither repeat nor leave out while
     *     others arrive
     */
    public record Occurred(long micros, long head) {
        private boolean isPossible() {
            return head >= 0 && Math.abs(micros) < LATEST;
        }
    }

    /** The text that goes into a link. */
    public String encode() {
        ByteBuffer bytes = ByteBuffer.allocate(occurred == null ? BYTES : OCCURRED_BYTES)
                .put(occurred == null ? VERSION : OCCURRED_VERSION)
                .putLong(bound)
                .putLong(asOf)
                .putLong(fingerprint);
        if (occurred != null) {
            bytes.putLong(occurred.micros).putLong(occurred.head);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Reads what {@link #encode} wrote; anything else is the problem {@code invalid-parameter}. */
    public static Cursor decode(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            int length = bytes.remaining();
            byte version = length == BYTES || length == OCCURRED_BYTES ? bytes.get() : 0;
            if (version == (length == BYTES ? VERSION : OCCURRED_VERSION)) {
                Cursor cursor = new Cursor(
                        bytes.getLong(),
                        bytes.getLong(),
                        bytes.getLong(),
                        length == BYTES ? null : new Occurred(bytes.getLong(), bytes.getLong()));
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
        return bound >= 0 && asOf >= 0 && asOf < LATEST && (occurred == null || occurred.isPossible());
    }
}
