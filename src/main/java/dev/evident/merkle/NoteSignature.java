package dev.evident.merkle;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One signature line of a note: {@code — name base64(id ‖ signature)}.
 *
 * @param name of the key
 * @param keyId the key's short id
 * @param bytes the signature; never written to
 */
public record NoteSignature(String name, int keyId, byte[] bytes) {
    private static final String DASH = "— ";

    static NoteSignature parse(String line) {
        String[] parts = line.split(" ", -1);
        if (!line.startsWith(DASH) || parts.length != 3) {
            throw new MalformedException("A signature line is a dash, a name and base64.");
        }
        byte[] signature = StrictText.base64(parts[2]);
        if (signature.length <= Integer.BYTES) {
            throw new MalformedException("A signature begins with four bytes that name its key.");
        }
        return new NoteSignature(
                KeyName.require(parts[1]),
                ByteBuffer.wrap(signature).getInt(),
                Arrays.copyOfRange(signature, Integer.BYTES, signature.length));
    }

    /** The line, with its line feed. */
    public String line() {
        byte[] both = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(keyId)
                .put(bytes)
                .array();
        return DASH + name + ' ' + Base64.getEncoder().encodeToString(both) + '\n';
    }
}
