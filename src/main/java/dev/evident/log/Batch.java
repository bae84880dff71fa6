package dev.evident.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.LeafDigest;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Events with their place in the log, and what they add to its tree; not yet written.
 *
 * @param events without gaps, at least one, all committed at the same time
 * @param bodies the bytes at rest of each event's body
 * @param leaves the hash of each event's leaf, one after the other
 * @param nodes that the tree's tiles hold and that these events complete
 * @param end of the log after this batch
 * @param erasures what is erased in the same transaction; usually nothing
 */
public record Batch(
        List<StoredEvent> events,
        List<byte[]> bodies,
        byte[] leaves,
        List<TreeNode> nodes,
        LogEnd end,
        List<Erasure> erasures) {
    public Batch {
        events = List.copyOf(events);
        bodies = List.copyOf(bodies);
        nodes = List.copyOf(nodes);
        erasures = List.copyOf(erasures);
    }

    /**
     * Gives events the places behind the end of the log.
     *
     * @param micros when they are committed, in microseconds since the epoch
     */
    public static Batch of(List<PreparedEvent> events, LogEnd before, long micros, List<Erasure> erasures) {
        Frontier after = before.frontier().copy();
        LeafDigest digest = new LeafDigest();
        byte[] timestamp = Timestamps.format(micros).getBytes(US_ASCII);
        ByteBuffer leaves = ByteBuffer.allocate(events.size() * TreeHash.BYTES);
        List<TreeNode> nodes = new ArrayList<>();
        List<StoredEvent> placed = new ArrayList<>(events.size());
        List<byte[]> bodies = new ArrayList<>(events.size());
        long seq = before.size();
        for (PreparedEvent prepared : events) {
            byte[] id = StoredEventCheck.bytes(prepared.event().id());
            byte[] leaf = digest.leaf(seq, id, timestamp, prepared.content());
            after.add(leaf, nodes::add);
            leaves.put(leaf);
            placed.add(new StoredEvent(seq++, micros, prepared.salt(), prepared.event()));
            bodies.add(prepared.stored());
        }
        long erasedTo = erasures.isEmpty() ? before.erasedTo() : seq;
        return new Batch(placed, bodies, leaves.array(), nodes, LogEnd.of(after, micros, erasedTo), erasures);
    }

    /** The position of the first event. */
    public long firstSeq() {
        return events.get(0).seq();
    }

    /** When all of them are committed, in microseconds since the epoch. */
    public long micros() {
        return end.micros();
    }

    /** The sum of the bodies' sizes in bytes, as they were sent. */
    public long bytes() {
        long bytes = 0;
        for (StoredEvent event : events) {
            bytes += event.body().length;
        }
        return bytes;
    }

    @Override
    public String toString() {
        return "Batch[" + events.size() + " events from " + firstSeq() + "]";
    }
}
