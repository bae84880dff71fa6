package dev.evident.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A tree in memory, its roots computed the way RFC 9162 §2.1.1 defines them, to compare with. */
public final class TestTree implements HashSource {
    private static final Map<Integer, TestTree> MADE = new TreeMap<>();

    private final List<List<byte[]>> levels = new ArrayList<>(List.of(new ArrayList<>()));
    private final Map<Long, byte[]> roots = new TreeMap<>();
    private final Frontier frontier = new Frontier();
    private final TreeHash hash = new TreeHash();

    private TestTree() {}

    /** A tree whose leaf number n holds the text {@code leaf n}. */
    public static synchronized TestTree of(int leaves) {
        return MADE.computeIfAbsent(leaves, size -> {
            TestTree tree = new TestTree();
            for (int seq = 0; seq < size; seq++) {
                tree.add(tree.hash.leaf(entry(seq)));
            }
            return tree;
        });
    }

    /** What the leaf holds. */
    public static byte[] entry(long seq) {
        return ("leaf " + seq).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private void add(byte[] leaf) {
        levels.get(0).add(leaf);
        frontier.add(leaf, node -> {
            if (levels.size() == node.level()) {
                levels.add(new ArrayList<>());
            }
            levels.get(node.level()).add(node.hash());
        });
    }

    /** Size and root as the frontier has them. */
    public TreeHead head() {
        return frontier.head();
    }

    /** The hash of a leaf. */
    public byte[] leaf(long seq) {
        return levels.get(0).get((int) seq);
    }

    /** How many hashes there are at a tile level. */
    public int count(int level) {
        return level < levels.size() ? levels.get(level).size() : 0;
    }

    /** MTH(D[from:to]) by its definition: split at the largest power of two below the number of leaves. */
    public synchronized byte[] root(long from, long to) {
        if (from == to) {
            return TreeHash.empty();
        }
        if (to - from == 1) {
            return leaf(from);
        }
        long key = from << 32 | to;
        byte @Nullable [] known = roots.get(key);
        if (known == null) {
            long middle = from + Long.highestOneBit(to - from - 1);
            known = hash.node(root(from, middle), root(middle, to));
            roots.put(key, known);
        }
        return known;
    }

    @Override
    public byte[] read(int level, long from, int count) {
        ByteBuffer run = ByteBuffer.allocate(count * TreeHash.BYTES);
        for (long number = from; number < from + count; number++) {
            run.put(hash(level, number));
        }
        return run.array();
    }

    private byte[] hash(int level, long number) {
        byte @Nullable [] found = number < count(level) ? levels.get(level).get((int) number) : null;
        if (found == null) {
            throw new MissingHashException(level, number);
        }
        return found;
    }
}
