package dev.evident.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inclusion and consistency proofs, RFC 9162 §2.1.3 and §2.1.4 (the same as RFC 6962 §2.1.1 and §2.1.2). Made in two
 * steps, so that what is stored can be fetched in between without waiting for one hash after the other: first which
 * ranges of leaves the proof is made of, then their hashes.
 */
public final class Proofs {
    /** No tree of less than 2^63 leaves has a longer proof. */
    public static final int MAX_HASHES = 63;

    private Proofs() {}

    /**
     * What the inclusion proof of a leaf consists of, in its order: from the leaf's sibling up.
     *
     * @param index from 0, below {@code size}
     * @param size leaves in the tree
     */
    public static List<LeafRange> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("there is no leaf " + index + " in a tree of " + size);
        }
        List<LeafRange> path = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + Long.highestOneBit(to - from - 1);
            if (index < middle) {
                path.add(new LeafRange(middle, to));
                to = middle;
            } else {
                path.add(new LeafRange(from, middle));
                from = middle;
            }
        }
        Collections.reverse(path);
        return path;
    }

    /**
     * What the proof consists of that a tree begins with an older one. None is needed from an empty tree, or to the same.
     *
     * @param old leaves in the older tree, from 0
     * @param size leaves in the newer one, at least {@code old}
     */
    public static List<LeafRange> consistency(long old, long size) {
        if (old < 0 || old > size) {
            throw new IllegalArgumentException("a tree of " + old + " is not older than one of " + size);
        }
        List<LeafRange> path = new ArrayList<>();
        if (old == 0 || old == size) {
            return path;
        }
        long from = 0;
        long to = size;
        while (old != to) {
            long middle = from + Long.highestOneBit(to - from - 1);
            if (old <= middle) {
                path.add(new LeafRange(middle, to));
                to = middle;
            } else {
                path.add(new LeafRange(from, middle));
                from = middle;
            }
        }
        if (from > 0) { // else it is the old tree itself, whose root the verifier has
            path.add(new LeafRange(from, to));
        }
        Collections.reverse(path);
        return path;
    }

    /** The hashes of a proof. */
    public static List<byte[]> hashes(List<LeafRange> proof, HashSource source) {
        TreeHash hash = new TreeHash();
        return proof.stream().map(range -> range.root(source, hash)).toList();
    }

    /** Everything that must be read for the hashes of a proof. */
    public static List<Subtree> subtrees(List<LeafRange> proof) {
        return proof.stream().flatMap(range -> range.subtrees().stream()).toList();
    }

    /** Whether the leaf with this hash is in the tree at {@code index}: RFC 9162 §2.1.3.2. */
    public static boolean includes(TreeHead head, long index, byte[] leafHash, List<byte[]> path) {
        if (index < 0 || index >= head.size()) {
            return false;
        }
        TreeHash hash = new TreeHash();
        long at = index;
        long last = head.size() - 1;
        byte[] root = leafHash;
        for (byte[] sibling : path) {
            if (last == 0 || sibling.length != TreeHash.BYTES) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                root = hash.node(sibling, root);
                while ((at & 1) == 0 && at != 0) {
                    at >>>= 1;
                    last >>>= 1;
                }
            } else {
                root = hash.node(root, sibling);
            }
            at >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(root, head.root());
    }

    /** Whether the newer tree begins with the older one: RFC 9162 §2.1.4.2. */
    public static boolean consistent(TreeHead older, TreeHead newer, List<byte[]> path) {
        if (older.size() < 0 || older.size() > newer.size()) {
            return false;
        }
        if (older.size() == newer.size()) {
            return path.isEmpty() && older.equals(newer);
        }
        if (older.size() == 0) {
            return path.isEmpty() && older.equals(TreeHead.empty());
        }
        if (path.stream().anyMatch(line -> line.length != TreeHash.BYTES)) {
            return false;
        }
        boolean complete = Long.bitCount(older.size()) == 1;
        List<byte[]> rest = complete ? path : path.subList(Math.min(1, path.size()), path.size());
        byte @Nullable [] start = complete ? older.root() : path.isEmpty() ? null : path.get(0);
        return start != null && bothRoots(older, newer, start, rest);
    }

    private static boolean bothRoots(TreeHead older, TreeHead newer, byte[] start, List<byte[]> rest) {
        TreeHash hash = new TreeHash();
        int shared = Long.numberOfTrailingZeros(older.size());
        long at = (older.size() - 1) >>> shared;
        long last = (newer.size() - 1) >>> shared;
        byte[] oldRoot = start;
        byte[] newRoot = start;
        for (byte[] line : rest) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                oldRoot = hash.node(line, oldRoot);
                newRoot = hash.node(line, newRoot);
                while ((at & 1) == 0 && at != 0) {
                    at >>>= 1;
                    last >>>= 1;
                }
            } else {
                newRoot = hash.node(newRoot, line);
            }
            at >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(oldRoot, older.root()) && Arrays.equals(newRoot, newer.root());
    }
}
