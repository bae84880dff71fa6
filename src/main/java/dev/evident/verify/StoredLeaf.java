package dev.evident.verify;

import dev.evident.event.Redaction;
import dev.evident.event.Timestamps;
import dev.evident.log.StoredEventCheck;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Row;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.TreeHash;
import java.util.Arrays;

/** An event's entry in the log, as its row gives it. */
record StoredLeaf(Row row) {

    /** Made from the values. */
    static byte[] entry(Row row, StoredRecord record) {
        EventLeaf form = new EventLeaf();
        byte[] content = row.body().length == 0
                ? record.redaction(row.seq()).map(Redaction::content).orElse(new byte[TreeHash.BYTES])
                : form.content(row.salt(), row.body());
        return form.entry(
                row.seq(), StoredEventCheck.uuid(row.id()).toString(), Timestamps.format(row.micros()), content);
    }

    /** Whether the proof is of this event. */
    boolean is(EventProof proof) {
        return proof.leaf()
                .or(proof::made)
                .filter(entry -> Arrays.equals(new TreeHash().leaf(entry), row.leaf()))
                .isPresent();
    }
}
