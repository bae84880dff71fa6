package dev.evident.verify;

import dev.evident.merkle.Frontier;
import dev.evident.merkle.HashSource;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.TreeNode;
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
    private static final String CHANGED =
            " is not that of the leaves below it: it was changed, or one of these events was"
                    + " replaced together with its leaf.";
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

    /** The tree as the stored hashes have it, since one of them did not fit what is below it; a higher one decides. */
    private @Nullable Grown doubt;

    /**
     * What adding leaves came to.
     *
     * @param right whether they are those that the events' values give, and not the stored ones
     */
    private record Grown(Frontier frontier, List<TreeNode> nodes, Map<Long, TreeHead> heads, boolean right) {}

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

    /** The tree at a size that was wanted, or at the end; empty when it never had that many leaves. */
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
        Grown grown = end(head);
        if (doubt != null && head.filter(grown.frontier.head()::equals).isEmpty()) {
            Frontier made = frontier;
            frontier = doubt.frontier;
            Grown other = end(head);
            if (head.filter(other.frontier.head()::equals).isPresent()) {
                heads.putAll(doubt.heads);
                grown = other;
            } else {
                frontier = made;
            }
        }
        if (differs) {
            report(
                    grown.right
                            ? LEAF
                            : head.filter(grown.frontier.head()::equals).isPresent() ? VALUES : DIFFERENT);
        }
        take(grown);
        TreeHead found = frontier.head();
        heads.put(found.size(), found);
        return found;
    }

    /** With the leaves of the last tile that make the head right, the stored ones if none do. */
    private Grown end(Optional<TreeHead> head) {
        Grown grown = grow(frontier, storedLeaves, false);
        if (differs && head.filter(grown.frontier.head()::equals).isEmpty()) {
            Grown other = grow(frontier, madeLeaves, true);
            return head.filter(other.frontier.head()::equals).isPresent() ? other : grown;
        }
        return grown;
    }

    private void next() {
        filled++;
        if (filled == TILE) {
            tile();
        }
    }

    private void tile() {
        byte[] above = stored.node(1, frontier.size() / TILE);
        Grown grown = holes ? asStored(frontier, above) : tile(above);
        boolean fits = Arrays.equals(above, level1(grown));
        if (above == null) {
            say(new TreeNode(1, frontier.size() / TILE, NOTHING), " is missing.");
        } else if (!fits && !differs) {
            say(new TreeNode(1, frontier.size() / TILE, above), CHANGED);
        }
        if (doubt != null || (!fits && above != null)) {
            Frontier base = doubt == null ? frontier : doubt.frontier;
            Grown other =
                    fits && !holes ? grow(base, grown.right ? madeLeaves : storedLeaves, false) : asStored(base, above);
            if (doubt != null) {
                other.heads.putAll(doubt.heads);
            }
            doubt = other;
        }
        take(higher(grown));
    }

    /** With the leaves that give the hash above them; with the stored ones, if none do. */
    private Grown tile(byte @Nullable [] above) {
        Grown grown = grow(frontier, storedLeaves, false);
        if (differs) {
            Grown other = grow(frontier, madeLeaves, true);
            boolean fits = Arrays.equals(above, level1(grown));
            boolean otherFits = !fits && Arrays.equals(above, level1(other));
            report(fits ? VALUES : otherFits ? LEAF : DIFFERENT);
            return otherFits ? other : grown;
        }
        return grown;
    }

    private Grown asStored(Frontier base, byte @Nullable [] above) {
        byte[] hash = above == null ? NOTHING : above;
        Grown grown = new Grown(base.copy(), new ArrayList<>(), new TreeMap<>(), false);
        grown.nodes.add(new TreeNode(1, base.size() / TILE, hash));
        grown.frontier.add(HashSource.TILE_HEIGHT, hash, grown.nodes::add);
        return grown;
    }

    private static byte[] level1(Grown grown) {
        return grown.nodes.get(0).hash();
    }

    private Grown grow(Frontier base, byte[][] leaves, boolean right) {
        Grown grown = new Grown(base.copy(), new ArrayList<>(), new TreeMap<>(), right);
        for (int i = 0; i < filled; i++) {
            grown.frontier.add(leaves[i], grown.nodes::add);
            if (sizes.contains(grown.frontier.size())) {
                grown.heads.put(grown.frontier.size(), grown.frontier.head());
            }
        }
        return grown;
    }

    private void report(String what) {
        for (int i = 0; i < filled; i++) {
            if (!Arrays.equals(storedLeaves[i], madeLeaves[i])) {
                findings.add(Finding.event(frontier.size() + i, what));
            }
        }
    }

    /** Compares the hashes above the lowest, which also tell whether a lower one or what is below it was changed. */
    private Grown higher(Grown grown) {
        Grown chosen = grown;
        for (int i = 1; i < grown.nodes.size(); i++) {
            TreeNode node = grown.nodes.get(i);
            byte[] found = stored.node(node.level(), node.number());
            if (found == null) {
                say(node, " is missing.");
            } else if (Arrays.equals(found, node.hash())) {
                doubt = null;
            } else if (doubt != null && Arrays.equals(found, doubt.nodes.get(i).hash())) {
                chosen = doubt;
                doubt = null;
            } else {
                say(node, CHANGED);
            }
        }
        return chosen;
    }

    private void say(TreeNode node, String what) {
        int shift = node.level() * HashSource.TILE_HEIGHT;
        findings.add(
                Part.NODE,
                node.number() << shift,
                ((node.number() + 1) << shift) - 1,
                "The hash number " + node.number() + " at tile level " + node.level() + what);
    }

    private void take(Grown grown) {
        frontier = grown.frontier;
        heads.putAll(grown.heads);
        filled = 0;
        differs = false;
        holes = false;
    }
}
