package dev.evident.publish;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.log.message.Hashes;
import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.LeafRange;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.Subtree;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Future;
import java.util.List;

/**
 * Reads the tree out of the store, what is needed at once in one go. Fails with a {@code MissingHashException} when a hash
 * is not there. Safe on any context.
 */
public final class TreeReader {
    private final Bus bus;

    /** Reads over this bus. */
    public TreeReader(Bus bus) {
        this.bus = bus;
    }

    /** The tree's head when it had this many leaves. */
    Future<TreeHead> head(long size) {
        return frontier(size).map(Frontier::head);
    }

    /** The tree when it had this many leaves, ready to grow. */
    public Future<Frontier> frontier(long size) {
        return fetch(Subtree.of(size)).map(source -> Frontier.of(size, source));
    }

    /** The hashes of a proof. */
    Future<List<byte[]>> hashes(List<LeafRange> proof) {
        return fetch(Proofs.subtrees(proof)).map(source -> Proofs.hashes(proof, source));
    }

    /** Hashes of one tile, {@value TreeHash#BYTES} bytes each. */
    public Future<byte[]> run(int level, long from, int count) {
        return bus.request(StoreMessages.HASHES, Hashes.of(level, from, count))
                .map(source -> source.read(level, from, count));
    }

    private Future<FetchedHashes> fetch(List<Subtree> subtrees) {
        return bus.request(StoreMessages.HASHES, Hashes.of(subtrees));
    }
}
