package dev.evident.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of the Merkle tree, RFC 6962 §2.1 and RFC 9162 §2.1.1: SHA-256, with a first byte that keeps leaves and nodes
 * apart. Holds a digest that is used again and again: for one thread at a time.
 */
public final class TreeHash {
    /** The length of a hash. */
    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha = sha256();

    /** The root of a tree without leaves: the hash of nothing. */
    public static byte[] empty() {
        return sha256().digest();
    }

    /** A SHA-256 digest; every Java platform has one. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java has no SHA-256", missing);
        }
    }

    /** The hash of a leaf that holds the entry. */
    public byte[] leaf(byte[] entry) {
        sha.update(LEAF);
        return sha.digest(entry);
    }

    /** The hash of the node above two others. */
    public byte[] node(byte[] left, byte[] right) {
        sha.update(NODE);
        sha.update(left, 0, BYTES);
        sha.update(right, 0, BYTES);
        return sha.digest();
    }
}
