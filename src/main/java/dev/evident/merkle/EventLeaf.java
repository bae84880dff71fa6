package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.Base64;

/**
 * What the log says of an event. Three steps, each committing to the one before, so that the leaf tells nothing but its
 * own position, and body and salt can be deleted while every proof goes on to hold:
 *
 * <pre>
 * content  = SHA-256(salt ‖ body)
 * envelope = SHA-256(id \n timestamp \n base64(content) \n)
 * leaf     = evident.event/v1 \n seq \n base64(envelope) \n
 * </pre>
 *
 * <p>This form never changes: a later one gets another first line. Holds a digest: for one thread at a time.
 */
public final class EventLeaf {
    private static final String FORM = "evident.event/v1";
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final MessageDigest sha = TreeHash.sha256();

    /** The commitment to the body alone; it stays when body and salt are deleted. */
    public byte[] content(byte[] salt, byte[] body) {
        sha.update(salt);
        return sha.digest(body);
    }

    /**
     * The leaf's text, ASCII, as it stands in the log's entries.
     *
     * @param seq the event's position
     * @param id a UUID in its usual form, lower case
     * @param timestamp RFC 3339, six fractional digits and {@code Z}
     * @param content from {@link #content}
     */
    public byte[] entry(long seq, String id, String timestamp, byte[] content) {
        String envelope = id + '\n' + timestamp + '\n' + BASE64.encodeToString(content) + '\n';
        byte[] hash = sha.digest(envelope.getBytes(US_ASCII));
        return (FORM + '\n' + seq + '\n' + BASE64.encodeToString(hash) + '\n').getBytes(US_ASCII);
    }
}
