package dev.evident.codec;

/**
 * What of a body is written to the disk. Its first byte tells: a compressed body begins with the number of its {@link
 * Dictionary}, and a zstd frame without its magic number follows (RFC 8878); anything else is the body itself, which
 * begins with a brace, or nothing where it was erased.
 */
@FunctionalInterface
public interface StoredForm {
    /** Bodies as they are. */
    StoredForm PLAIN = (body, into, at) -> {
        System.arraycopy(body, 0, into, at, body.length);
        return body.length;
    };

    /** Writes a body at a place, where there is room for all of it; answers in how many bytes. */
    int write(byte[] body, byte[] into, int at);

    /** Whether these stored bytes are compressed. */
    static boolean isCompressed(byte[] stored) {
        return stored.length > 0 && Dictionary.isNumber(stored[0]);
    }
}
