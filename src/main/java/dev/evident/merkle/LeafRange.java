package dev.evident.merkle;

import java.util.List;

/**
 * The leaves whose hash, MTH(D[from:to]), is one line of a proof. {@code from} is where RFC 9162 cuts the tree, so the
 * range is a row of complete subtrees, the largest first.
 */
public record LeafRange(long from, long to) {

    /** The complete subtrees that it consists of. */
    public List<Subtree> subtrees() {
        return Subtree.between(from, to);
    }

    /** Its hash. */
    byte[] root(HashSource source, TreeHash hash) {
        List<Subtree> parts = subtrees();
        byte[] root = parts.get(parts.size() - 1).root(source, hash);
        for (int i = parts.size() - 2; i >= 0; i--) {
            root = hash.node(parts.get(i).root(source, hash), root);
        }
        return root;
    }
}
