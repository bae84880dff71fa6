package dev.evident.verify;

import dev.evident.ledger.Frontier;
import dev.evident.ledger.HashSource;
import dev.evident.ledger.TreeHash;
import dev.evident.ledger.TreeHead;
import dev.evident.ledger.TreeNode;
import dev.evident.verify.Finding.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tree anew, 256 leaves at a time, and compares it with the hashes that are stored. Where what an event's values
 * give is not the stored leaf, the hash above the 256 tells which of the two is right, and so what was changed. For one
 * thread.
 */
final class TreeCheck {
    private static final int TILE = HashSource.TILE;
    private static final byte[] NOTHING = new byte[TreeHash.BYTES];
    private static final String VALUES =
            "Its body, salt, id or timestamp was changed: they do not give the leaf that the tree has.";
    private static final String LEAF = "Its stored leaf hash was changed: the tree has the one that its values give.";
    private static final String DIFFERENT = "Its values do not give its stored leaf hash.";

    /** Reads a stored hash; null when there is none. */
    @FunctionalInterface
    interface Nodes {
        byte @Nullable [] node(int level, long number);
    }

    private final Nodes stored;
    private final Findings findings;
    private final TreeSet<Long> sizes;
    private final Map<Long, TreeHead> heads = new TreeMap<>();
    private final byte[][] storedLeaves = new byte[TILE][];
    private final byte[][] madeLeaves = new byte[TILE][];
    private Frontier frontier;
    private int filled;
    private boolean differs;
    private boolean holes;

    /** What adding leaves came to. */
    private record Grown(Frontier frontier, List<TreeNode> nodes, Map<Long, TreeHead> heads) {}

    /**
     * Begins where a tree ends.
     *
     * @param sizes at which the head is wanted
     * @param frontier empty, or the edge of a tree of a multiple of 256 leaves, which counts as checked
     */
    TreeCheck(Nodes stored, Findings findings, Collection<Long> sizes, Frontier frontier) {
        this.frontier = frontier;
        this.stored = stored;
        this.findings = findings;
        this.sizes = new TreeSet<>(sizes);
        if (this.sizes.contains(0L)) {
            heads.put(0L, TreeHead.empty());
        }
    }

    /** Number of leaves so far. */
    long size() {
        return frontier.size() + filled;
    }

    /**
     * Adds an event.
     *
     * @param leaf the stored hash
     * @param made the hash that the event's values give; null when they give none, which has been said
     */
    void add(byte[] leaf, byte @Nullable [] made) {
        storedLeaves[filled] = leaf.length == TreeHash.BYTES ? leaf : NOTHING;
        madeLeaves[filled] = made == null ? storedLeaves[filled] : made;
        differs |= !Arrays.equals(storedLeaves[filled], madeLeaves[filled]);
        next();
    }

    /** Adds the place of an event that is not there. */
    void skip() {
        storedLeaves[filled] = NOTHING;
        madeLeaves[filled] = NOTHING;
        holes = true;
        next();
    }

    /** The tree at a size that was wanted, or at the end; empty when it never had so many leaves. */
    Optional<TreeHead> head(long size) {
        return Optional.ofNullable(heads.get(size));
    }

    /**
     * The end of the log.
     *
     * @param head what it should be, by the record's own word
     * @return what it is
     */
    TreeHead finish(Optional<TreeHead> head) {
        if (filled > 0) {
            Grown grown = grow(storedLeaves);
            boolean right = head.filter(grown.frontier.head()::equals).isPresent();
            if (differs && !right) {
                Grown other = grow(madeLeaves);
                right = head.filter(other.frontier.head()::equals).isPresent();
                grown = right ? report(other, "") : report(grown, DIFFERENT);
            } else if (differs) {
                report(grown, VALUES);
            }
            take(grown);
        }
        TreeHead end = frontier.head();
        heads.put(end.size(), end);
        return end;
    }

    private void next() {
        filled++;
        if (filled == TILE) {
            tile();
        }
    }

    private void tile() {
        long number = frontier.size() / TILE;
        byte[] above = stored.node(1, number);
        if (holes) {
            Grown grown = new Grown(frontier.copy(), new ArrayList<>(), Map.of());
            grown.frontier.add(HashSource.TILE_HEIGHT, above == null ? NOTHING : above, grown.nodes::add);
            compare(grown, above, false);
            take(grown);
            return;
        }
        Grown grown = grow(storedLeaves);
        if (differs) {
            Grown other = grow(madeLeaves);
            if (is(above, grown)) {
                report(grown, VALUES);
            } else if (is(above, other)) {
                grown = report(other, LEAF);
            } else {
                report(grown, DIFFERENT);
            }
        }
        compare(grown, above, differs);
        take(grown);
    }

    private static boolean is(byte @Nullable [] above, Grown grown) {
        return Arrays.equals(above, grown.nodes.get(0).hash());
    }

    private Grown grow(byte[][] leaves) {
        Grown grown = new Grown(frontier.copy(), new ArrayList<>(), new TreeMap<>());
        for (int i = 0; i < filled; i++) {
            grown.frontier.add(leaves[i], grown.nodes::add);
            if (sizes.contains(grown.frontier.size())) {
                grown.heads.put(grown.frontier.size(), grown.frontier.head());
            }
        }
        return grown;
    }

    private Grown report(Grown chosen, String what) {
        for (int i = 0; i < filled; i++) {
            if (!Arrays.equals(storedLeaves[i], madeLeaves[i])) {
                findings.add(Finding.event(frontier.size() + i, what.isEmpty() ? LEAF : what));
            }
        }
        return chosen;
    }

    private void compare(Grown grown, byte @Nullable [] above, boolean reported) {
        for (TreeNode node : grown.nodes) {
            byte[] found = node.level() == 1 ? above : stored.node(node.level(), node.number());
            if (!Arrays.equals(found, node.hash()) && !(reported && node.level() == 1 && found != null)) {
                int shift = node.level() * HashSource.TILE_HEIGHT;
                findings.add(
                        Part.NODE,
                        node.number() << shift,
                        ((node.number() + 1) << shift) - 1,
                        found == null
                                ? "The hash number " + node.number() + " at tile level " + node.level() + " is missing."
                                : "The hash number " + node.number() + " at tile level " + node.level()
                                        + " is not that of the leaves below it: it was changed, or one of these events"
                                        + " was replaced together with its leaf.");
            }
        }
        if (holes && above == null) {
            findings.add(
                    Part.NODE, frontier.size(), frontier.size() + TILE - 1, "The hash above these events is missing.");
        }
    }

    private void take(Grown grown) {
        frontier = grown.frontier;
        heads.putAll(grown.heads);
        filled = 0;
        differs = false;
        holes = false;
    }
}
