package dev.evident.bench.writer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A batch in few parameters.
 *
 * @param ids one after the other
 * @param salts one after the other
 * @param bodies one after the other
 * @param spans JSON array with {@code offset << 24 | length} of each body
 */
record Packed(byte[] ids, byte[] salts, byte[] bodies, byte[] spans) {

    static Packed of(Batch batch) {
        StringBuilder spans = new StringBuilder(batch.size() * 14);
        long offset = 0;
        for (byte[] body : batch.bodies()) {
            spans.append(spans.isEmpty() ? '[' : ',').append(offset << 24 | body.length);
            offset += body.length;
        }
        return new Packed(
                join(batch.ids(), batch.size() * 16),
                join(batch.salts(), batch.size() * 16),
                join(batch.bodies(), Math.toIntExact(offset)),
                spans.append(']').toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** JSON text as a parameter. */
    String spansText() {
        return new String(spans, StandardCharsets.US_ASCII);
    }

    private static byte[] join(List<byte[]> parts, int length) {
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
