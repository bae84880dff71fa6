package dev.evident.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A complete subtree: the one above the leaves from {@code number << height} to {@code (number + 1) << height}.
 *
 * @param height levels above the leaves, 0 to 62; 0 is a leaf
 * @param number its place among the subtrees of that height, from 0
 */
public record Subtree(int height, long number) {

    /** The subtrees that make up the leaves from {@code 0} to {@code size}, largest and leftmost first. */
    public static List<Subtree> of(long size) {
        return between(0, size);
    }

    /** As {@link #of}, of the leaves from {@code from} to {@code to}, where the tree is cut as RFC 9162 cuts it. */
    public static List<Subtree> between(long from, long to) {
        List<Subtree> parts = new ArrayList<>();
        long at = from;
        while (at < to) {
            int height = Math.min(Long.numberOfTrailingZeros(at), 63 - Long.numberOfLeadingZeros(to - at));
            parts.add(new Subtree(height, at >>> height));
            at += 1L << height;
        }
        return parts;
    }

    /** The level of the tile that holds what this subtree's hash is made of. */
    public int tileLevel() {
        return height / HashSource.TILE_HEIGHT;
    }

    /** The first of those hashes. */
    public long firstHash() {
        return number << (height % HashSource.TILE_HEIGHT);
    }

    /** How many of them there are; they all stand in one tile. */
    public int hashes() {
        return 1 << (height % HashSource.TILE_HEIGHT);
    }

    /** The hash of this subtree's root, read from one tile. */
    public byte[] root(HashSource source, TreeHash hash) {
        byte[] run = source.read(tileLevel(), firstHash(), hashes());
        return fold(run, 0, hashes(), hash);
    }

    private static byte[] fold(byte[] run, int from, int count, TreeHash hash) {
        if (count == 1) {
            return Arrays.copyOfRange(run, from * TreeHash.BYTES, (from + 1) * TreeHash.BYTES);
        }
        int half = count / 2;
        return hash.node(fold(run, from, half, hash), fold(run, from + half, half, hash));
    }
}
