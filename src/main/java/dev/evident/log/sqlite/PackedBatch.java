package dev.evident.log.sqlite;

import dev.evident.event.DedupKey;
import dev.evident.event.StoredEvent;
import dev.evident.log.Batch;
import dev.evident.log.StoredEventCheck;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.TreeNode;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A batch as the parameters of one statement: an insert into the view {@code batch}, whose trigger adds the events, the
 * nodes of the tree and the new head. Ids, salts, leaves and hashes travel one after the other, bodies too; where a body
 * lies is {@code offset << 32 | length}, or that and the length of the header in front of it, where a node belongs is {@code level << 56 | number}, which event a key belongs
 * to is its place in the batch, all as JSON arrays. See ADR 001.
 */
final class PackedBatch {
    static final String INSERT = "INSERT INTO batch SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?" + PackedBatch.LAYOUT;

    /**
     * The end of an insert, with one more parameter: fails with an integer overflow when the layout's {@linkplain
     * Schema#cookie cookie} is not this one, whatever triggers and views the layout has by then.
     */
    static final String LAYOUT =
            " FROM pragma_schema_version WHERE abs(-9223372036854775807 - (schema_version <> ?)) > 0";

    private static final int LEVEL_SHIFT = 56;
    private static final int BODIES = 5;

    private PackedBatch() {}

    /** The parameters of {@link #INSERT}, but the last. */
    static Tuple of(Batch batch) {
        List<StoredEvent> events = batch.events();
        ByteBuffer ids = ByteBuffer.allocate(events.size() * 16);
        ByteBuffer salts = ByteBuffer.allocate(events.size() * 16);
        ByteArrayOutputStream bodies = new ByteArrayOutputStream(Math.toIntExact(batch.bytes() / 2));
        StringBuilder spans = new StringBuilder(events.size() * 18);
        ByteBuffer keys = ByteBuffer.allocate(keys(events) * DedupKey.BYTES);
        StringBuilder keyed = new StringBuilder("[");
        for (int i = 0; i < events.size(); i++) {
            StoredEvent event = events.get(i);
            byte[] header = event.header().toBytes();
            byte[] body = batch.bodies().get(i);
            long span = (long) bodies.size() << 32 | body.length;
            spans.append(spans.isEmpty() ? '[' : ',');
            if (header.length == 0) {
                spans.append(span);
            } else {
                spans.append('[').append(span).append(',').append(header.length).append(']');
            }
            bodies.writeBytes(header);
            bodies.writeBytes(body);
            ids.put(StoredEventCheck.bytes(event.id()));
            salts.put(event.salt());
            DedupKey key = event.header().dedupKey();
            if (key != null) {
                DedupTable.put(keys, key);
                keyed.append(keyed.length() == 1 ? "" : ",").append(i);
            }
        }
        ByteBuffer hashes = ByteBuffer.allocate(batch.nodes().size() * 32);
        StringBuilder places = new StringBuilder("[");
        for (TreeNode node : batch.nodes()) {
            places.append(places.length() == 1 ? "" : ",").append((long) node.level() << LEVEL_SHIFT | node.number());
            hashes.put(node.hash());
        }
        TreeHead head = batch.end().tree();
        return Tuple.tuple()
                .addLong(batch.firstSeq())
                .addLong(batch.micros())
                .addValue(ids.array())
                .addValue(salts.array())
                .addValue(batch.leaves())
                .addValue(bodies.toByteArray())
                .addString(spans.append(']').toString())
                .addString(places.append(']').toString())
                .addValue(hashes.array())
                .addLong(head.size())
                .addValue(head.root())
                .addValue(keys.array())
                .addString(keyed.append(']').toString());
    }

    /** In how many bytes the bodies of a packed batch are stored. */
    static int bytes(Tuple packed) {
        return ((byte[]) packed.getValue(BODIES)).length;
    }

    /** How many of them have a key. */
    static int keys(List<StoredEvent> events) {
        int keys = 0;
        for (StoredEvent event : events) {
            keys += event.header().dedupKey() == null ? 0 : 1;
        }
        return keys;
    }
}
