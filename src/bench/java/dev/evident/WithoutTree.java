package dev.evident;

import dev.evident.log.StoreWithoutTree;

/**
 * The program as it would be without the log's tree and without the head file, to tell what these cost. Only for a record
 * that {@code dev.evident.bench.ledger.RecordWithoutTree} has made, and only once.
 */
public final class WithoutTree {
    private WithoutTree() {}

    public static void main(String[] args) {
        Main.start(args, StoreWithoutTree::new);
    }
}
