package dev.evident.index;

import dev.evident.event.NumberText;
import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.UnicodeUtil;

/**
 * Writes terms one behind the other: path, {@code 0x00}, a letter for the type, value. Both the writing and the asking
 * side use it, so that what was written is found.
 *
 * <p>A path of more than {@value #LONGEST_PATH} bytes of UTF-8, or a value of more than {@value #LONGEST_VALUE}, is
 * cut and followed by {@code 0xFF}, which no UTF-8 text holds, and 16 bytes of the SHA-256 of the whole. Terms stay
 * small, are equal exactly when path and value are, and start with what can be read. Belongs to one thread.
 */
final class TermBuffer {
    static final int LONGEST_PATH = 512;
    static final int LONGEST_VALUE = 256;

    private static final byte SEPARATOR = 0;
    private static final byte HASHED = (byte) 0xFF;
    private static final int HASH_BYTES = 16;

    static final char STRING = 's';
    static final char NUMBER = 'n';
    static final char TRUE = 't';
    static final char FALSE = 'f';
    static final char NULL = 'z';

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

    /** Starts a term. */
    void path(byte[] path, int pathLength, char type) {
        bytes = ArrayUtil.grow(bytes, length + pathLength + HASH_BYTES + 3);
        System.arraycopy(path, 0, bytes, length, pathLength);
        int start = length;
        length += pathLength;
        if (pathLength > LONGEST_PATH) {
            cut(start, LONGEST_PATH);
        }
        bytes[length++] = SEPARATOR;
        bytes[length++] = (byte) type;
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
        length = i == end ? at : UnicodeUtil.UTF16toUTF8(CharBuffer.wrap(text, offset, count), 0, count, bytes, start);
        if (length - start > LONGEST_VALUE) {
            cut(start, LONGEST_VALUE);
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
    private void cut(int start, int longest) {
        sha256.update(bytes, start, length - start);
        byte[] hash = sha256.digest();
        int end = start + longest - HASH_BYTES;
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
