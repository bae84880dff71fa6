package dev.evident.log;

import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.TreeNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Events with their place in the log, and what they add to the log's tree; not yet written.
 *
 * @param events without gaps, at least one, all accepted at the same time
 * @param leaves the hash of each event's leaf, one after the other
 * @param nodes that the tree's tiles hold and that these events complete
 * @param frontier the edge of the tree after this batch
 * @param tree size and root of the tree after this batch
 * @param erasures what is deleted in the same transaction; usually nothing
 */
public record SealedBatch(
        List<StoredEvent> events,
        byte[] leaves,
        List<TreeNode> nodes,
        Frontier frontier,
        TreeHead tree,
        List<Erasure> erasures) {
    public SealedBatch {
        events = List.copyOf(events);
        nodes = List.copyOf(nodes);
        erasures = List.copyOf(erasures);
    }

    /** Adds events to a tree, whose edge stays as it is until the batch is written. */
    public static SealedBatch of(List<StoredEvent> events, Frontier before) {
        Frontier after = before.copy();
        TreeHash hash = new TreeHash();
        EventLeaf leaf = new EventLeaf();
        ByteBuffer leaves = ByteBuffer.allocate(events.size() * TreeHash.BYTES);
        List<TreeNode> nodes = new ArrayList<>();
        String timestamp = Timestamps.format(events.get(0).micros());
        for (StoredEvent event : events) {
            byte[] content = leaf.content(event.salt(), event.body());
            byte[] added = hash.leaf(leaf.entry(event.seq(), event.id().toString(), timestamp, content));
            after.add(added, nodes::add);
            leaves.put(added);
        }
        return new SealedBatch(events, leaves.array(), nodes, after, after.head(), List.of());
    }

    /** The same events, which say that these are deleted. */
    SealedBatch erasing(List<Erasure> targets) {
        return new SealedBatch(events, leaves, nodes, frontier, tree, targets);
    }

    /** The position of the first event. */
    public long firstSeq() {
        return events.get(0).seq();
    }

    /** When all of them were accepted, in microseconds since the epoch. */
    public long micros() {
        return events.get(0).micros();
    }

    /** The sum of the bodies' sizes in bytes. */
    public long bytes() {
        long bytes = 0;
        for (StoredEvent event : events) {
            bytes += event.body().length;
        }
        return bytes;
    }

    /** The log after this batch. */
    public EventStore.Head head() {
        return new EventStore.Head(tree, micros());
    }

    @Override
    public String toString() {
        return "SealedBatch[" + events.size() + " events from " + firstSeq() + "]";
    }
}
