package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The hash of an event's leaf as {@link EventLeaf} and {@link TreeHash} make it, in buffers that are used again: for whoever
 * goes through a whole log. For one thread at a time.
 */
public final class LeafDigest {
    private static final byte[] FORM = "\0evident.event/v1\n".getBytes(US_ASCII);
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);
    private static final int MAX_LINE_BYTES = 160;

    private final MessageDigest sha = TreeHash.sha256();
    private final byte[] content = new byte[TreeHash.BYTES];
    private final byte[] envelope = new byte[TreeHash.BYTES];
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int length;

    /**
     * The commitment to a body.
     *
     * @return a buffer that the next call writes over
     */
    public byte[] content(byte[] salt, byte[] body) {
        sha.update(salt);
        sha.update(body);
        return digestInto(content);
    }

    /**
     * The hash of the leaf.
     *
     * @param id 16 bytes
     * @param timestamp as it stands in the envelope, ASCII, at most 60 bytes
     * @param content from {@link #content}
     */
    public byte[] leaf(long seq, byte[] id, byte[] timestamp, byte[] content) {
        length = 0;
        uuid(id);
        append((byte) '\n');
        append(timestamp);
        append((byte) '\n');
        base64(content);
        sha.update(line, 0, length);
        digestInto(envelope);

        length = 0;
        append(FORM);
        append(Long.toString(seq).getBytes(US_ASCII));
        append((byte) '\n');
        base64(envelope);
        sha.update(line, 0, length);
        return digestInto(new byte[TreeHash.BYTES]);
    }

    private byte[] digestInto(byte[] hash) {
        try {
            sha.digest(hash, 0, hash.length);
            return hash;
        } catch (DigestException tooShort) {
            throw new IllegalStateException("a SHA-256 hash has " + TreeHash.BYTES + " bytes", tooShort);
        }
    }

    /** RFC 9562 §4: lower case, in groups of 8, 4, 4, 4 and 12 digits. */
    private void uuid(byte[] id) {
        for (int i = 0; i < id.length; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                append((byte) '-');
            }
            append(DIGITS[id[i] >> 4 & 0xf]);
            append(DIGITS[id[i] & 0xf]);
        }
    }

    private void base64(byte[] hash) {
        append(Base64.getEncoder().encode(hash));
        append((byte) '\n');
    }

    private void append(byte[] bytes) {
        System.arraycopy(bytes, 0, line, length, bytes.length);
        length += bytes.length;
    }

    private void append(byte one) {
        line[length++] = one;
    }
}
