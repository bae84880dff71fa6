package dev.evident.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The right edge of a growing tree: one hash for each complete subtree that its size is made of, at most 63. Enough to
 * add leaves and to tell the root, at one node's hash a leaf. For one thread at a time.
 */
public final class Frontier {
    private final TreeHash hash = new TreeHash();
    private final Deque<byte[]> subtrees;
    private long size;

    /** The edge of a tree without leaves. */
    public Frontier() {
        this(0, new ArrayDeque<>());
    }

    private Frontier(long size, Deque<byte[]> subtrees) {
        this.size = size;
        this.subtrees = subtrees;
    }

    /** The edge of a stored tree, cut at a size that may be below its own. */
    public static Frontier of(long size, HashSource source) {
        TreeHash hash = new TreeHash();
        Deque<byte[]> subtrees = new ArrayDeque<>();
        for (Subtree subtree : Subtree.of(size)) {
            subtrees.push(subtree.root(source, hash));
        }
        return new Frontier(size, subtrees);
    }

    /**
     * The edge that {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException when these are not the bytes of an edge of that size
     */
    public static Frontier of(long size, byte[] bytes) {
        if (size < 0 || bytes.length != Long.bitCount(size) * TreeHash.BYTES) {
            throw new IllegalArgumentException(bytes.length + " bytes for the edge of a tree of " + size);
        }
        Deque<byte[]> subtrees = new ArrayDeque<>();
        for (int at = 0; at < bytes.length; at += TreeHash.BYTES) {
            subtrees.push(Arrays.copyOfRange(bytes, at, at + TreeHash.BYTES));
        }
        return new Frontier(size, subtrees);
    }

    /** The hashes it is made of, {@value TreeHash#BYTES} bytes each, of the largest subtree first. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(subtrees.size() * TreeHash.BYTES);
        subtrees.descendingIterator().forEachRemaining(bytes::put);
        return bytes.array();
    }

    /** The same edge, to go on from independently. */
    public Frontier copy() {
        return new Frontier(size, new ArrayDeque<>(subtrees));
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /**
     * Adds a leaf.
     *
     * @param leaf its hash, from {@link TreeHash#leaf}
     * @param completed told of each node that tiles hold and that this leaf completes
     */
    public void add(byte[] leaf, Consumer<TreeNode> completed) {
        add(0, leaf, completed);
    }

    /**
     * Adds a complete subtree.
     *
     * @param height levels above the leaves; the size so far is a multiple of {@code 2^height}
     * @param root its hash
     * @param completed told of each node above it that tiles hold and that it completes
     */
    public void add(int height, byte[] root, Consumer<TreeNode> completed) {
        if (Long.numberOfTrailingZeros(size) < height) {
            throw new IllegalArgumentException("no subtree of height " + height + " begins at leaf " + size);
        }
        byte[] node = root;
        long number = size >>> height;
        for (int above = height + 1; (number & 1) == 1; above++) {
            node = hash.node(subtrees.pop(), node);
            number >>>= 1;
            if (above % HashSource.TILE_HEIGHT == 0) {
                completed.accept(new TreeNode(above / HashSource.TILE_HEIGHT, number, node));
            }
        }
        subtrees.push(node);
        size += 1L << height;
    }

    /** Size and root as they are now. */
    public TreeHead head() {
        byte[] root = null;
        for (byte[] subtree : subtrees) {
            root = root == null ? subtree : hash.node(subtree, root);
        }
        return root == null ? TreeHead.empty() : new TreeHead(size, root);
    }
}
