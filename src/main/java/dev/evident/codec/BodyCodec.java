package dev.evident.codec;

/**
 * Turns the body of an event into the bytes that stand on the disk, and back. What is hashed, proven, indexed and returned
 * are the plain bytes alone, so that encoding a body anew never changes the log.
 *
 * <p>All methods may be called by several threads at once. Encoding takes some microseconds and runs before the log's lock.
 */
public interface BodyCodec {
    /**
     * What to store of a body. The result may be longer than the body, and may be the same array.
     *
     * @param plain a JSON object, minified; not changed
     * @throws IllegalArgumentException when it is none
     */
    byte[] encode(byte[] plain, Binding binding);

    /**
     * The body again. Nothing that is stored is trusted: the result is bounded however a forged body looks. Whether the
     * result is what was encoded is for the leaf to tell.
     *
     * @param stored what {@link #encode} returned; empty, as the result then is, where the body was deleted
     * @param binding equal to that of {@link #encode}
     * @throws DamagedException when no body can be made of it
     */
    byte[] decode(byte[] stored, Binding binding) throws DamagedException;

    /** How many bytes {@link #decode} would return at most, as the stored bytes say. */
    long decodedSize(byte[] stored);
}
