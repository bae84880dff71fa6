package dev.evident.index;

import dev.evident.event.NumberText;
import dev.evident.event.Wtf8;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.UnicodeUtil;

/**
 * Writes terms one behind the other: path, one byte for the type, value. Both the writing and the asking side use it,
 * so that what was written is found. The byte of the type is none that UTF-8 text can hold, so it also tells where the
 * path ends; in the same way a single byte stands for {@code variant_data.}, with which most paths begin: terms are
 * hashed, sorted and compared all the time, and every byte counts.
 *
 * <p>A path of more than {@value #MAX_PATH_BYTES} bytes of UTF-8, or a value of more than {@value #MAX_VALUE_BYTES}, is
 * cut and followed by {@code 0xFF}, which no UTF-8 text holds, and 16 bytes of the SHA-256 of the whole. Terms stay
 * small, are equal exactly when path and value are, and start with what can be read. Belongs to one thread.
 */
final class TermBuffer {
    static final int MAX_PATH_BYTES = 256;
    static final int MAX_VALUE_BYTES = 256;

    static final byte STRING = (byte) 0xF8;
    static final byte NUMBER = (byte) 0xF9;
    static final byte TRUE = (byte) 0xFA;
    static final byte FALSE = (byte) 0xFB;
    static final byte NULL = (byte) 0xFC;

    /** Ends a term without a value, which says that there is something at the path or below it. */
    static final byte PRESENT = (byte) 0xFD;

    static final byte VARIANT_DATA = (byte) 0xFE;
    static final byte HASHED = (byte) 0xFF;
    static final int HASH_BYTES = 16;

    private static final byte[] VARIANT_DATA_PATH = "variant_data.".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256 = sha256();
    private byte[] bytes = new byte[4096];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Starts a term with a path that is in an array alone. */
    void path(byte[] path, int pathLength, byte type) {
        path(path, 0, pathLength, type);
    }

    /** Starts a term. */
    void path(byte[] path, int offset, int pathLength, byte type) {
        bytes = ArrayUtil.grow(bytes, length + pathLength + HASH_BYTES + 2);
        int start = length;
        int known = 0;
        if (isInVariantData(path, offset, pathLength)) {
            known = VARIANT_DATA_PATH.length;
            bytes[length++] = VARIANT_DATA;
        }
        System.arraycopy(path, offset + known, bytes, length, pathLength - known);
        length += pathLength - known;
        if (length - start > MAX_PATH_BYTES) {
            cut(start, MAX_PATH_BYTES);
        }
        bytes[length++] = type;
    }

    private static boolean isInVariantData(byte[] path, int offset, int pathLength) {
        int prefix = VARIANT_DATA_PATH.length;
        return pathLength >= prefix && Arrays.equals(path, offset, offset + prefix, VARIANT_DATA_PATH, 0, prefix);
    }

    /** Ends a term with a string, or with a number in canonical form. */
    void value(char[] text, int offset, int count) {
        bytes = ArrayUtil.grow(bytes, length + UnicodeUtil.maxUTF8Length(count) + HASH_BYTES + 1);
        int start = length;
        int at = start;
        int end = offset + count;
        int i = offset;
        while (i < end && text[i] < 0x80) {
            bytes[at++] = (byte) text[i++];
        }
        length = i == end ? at : Wtf8.encode(text, i, end - i, bytes, at);
        if (length - start > MAX_VALUE_BYTES) {
            cut(start, MAX_VALUE_BYTES);
        }
    }

    /** Ends a term with a JSON number, by value. */
    void number(char[] text, int offset, int count) {
        if (NumberText.isPlain(text, offset, count)) {
            value(text, offset, count);
        } else {
            char[] canonical =
                    NumberText.canonical(new String(text, offset, count)).toCharArray();
            value(canonical, 0, canonical.length);
        }
    }

    /** Replaces what stands from {@code start} by its first bytes, up to the end of a character, and its hash. */
    private void cut(int start, int max) {
        sha256.update(bytes, start, length - start);
        byte[] hash = sha256.digest();
        int end = start + max - HASH_BYTES;
        while (end > start && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        bytes[end++] = HASHED;
        System.arraycopy(hash, 0, bytes, end, HASH_BYTES);
        length = end + HASH_BYTES;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
