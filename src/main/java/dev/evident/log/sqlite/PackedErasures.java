package dev.evident.log.sqlite;

import dev.evident.log.Batch;
import dev.evident.log.Erasure;
import dev.evident.merkle.TreeHash;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A {@linkplain PackedBatch packed batch} that erases besides, for the view {@code erasing_batch}. What is erased
 * travels as a JSON array of {@code [seq, by]} and the hashes one after the other.
 */
final class PackedErasures {
    static final String INSERT =
            "INSERT INTO erasing_batch SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?" + PackedBatch.LAYOUT;

    private PackedErasures() {}

    static Tuple of(Batch batch) {
        List<Erasure> erasures = batch.erasures();
        JsonArray targets = new JsonArray();
        ByteBuffer contents = ByteBuffer.allocate(erasures.size() * TreeHash.BYTES);
        for (Erasure erasure : erasures) {
            targets.add(new JsonArray().add(erasure.seq()).add(erasure.by()));
            contents.put(erasure.content());
        }
        return PackedBatch.of(batch).addString(targets.encode()).addValue(contents.array());
    }
}
