package dev.evident.merkle;

import java.util.Arrays;
import java.util.Base64;

/**
 * What a tree is at one moment: two trees with the same head have the same leaves.
 *
 * @param size number of leaves
 * @param root hash of {@value TreeHash#BYTES} bytes
 */
public record TreeHead(long size, byte[] root) {

    /** The tree without leaves. */
    public static TreeHead empty() {
        return new TreeHead(0, TreeHash.empty());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeHead head && size == head.size && Arrays.equals(root, head.root);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(size) + Arrays.hashCode(root);
    }

    /** {@code 5 leaves, root 47DE…}, for messages. */
    @Override
    public String toString() {
        return size + " leaves, root " + Base64.getEncoder().encodeToString(root);
    }
}
