package dev.evident.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.event.Timestamps;
import dev.evident.log.StoredRecord.Row;
import dev.evident.merkle.LeafDigest;
import dev.evident.merkle.TreeHash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What one row says of itself, and the leaf that its values give. In the order of the log; for one thread. */
final class RowCheck {
    private static final int ID_BYTES = 16;
    private static final int SALT_BYTES = 16;

    private final LeafDigest digest = new LeafDigest();
    private final RedactionCheck redactions;
    private final Findings findings;
    private long micros = Long.MIN_VALUE;
    private byte[] timestamp = new byte[0];

    RowCheck(RedactionCheck redactions, Findings findings) {
        this.redactions = redactions;
        this.findings = findings;
    }

    /** The hash that the leaf must have; null when the row's values cannot give one, which is said. */
    byte @Nullable [] leaf(Row row) {
        if (row.id().length != ID_BYTES
                || row.salt().length != SALT_BYTES
                || row.leaf().length != TreeHash.BYTES
                || row.micros() < Timestamps.MIN_MICROS
                || row.micros() > Timestamps.MAX_MICROS) {
            findings.add(
                    Finding.event(row.seq(), "A value of its row has a type, length or range that it cannot have."));
            return null;
        }
        time(row);
        byte[] content = row.body().length == 0 ? redactions.content(row) : digest.content(row.salt(), row.body());
        return content == null ? null : digest.leaf(row.seq(), row.id(), timestamp, content);
    }

    private void time(Row row) {
        if (row.micros() < micros) {
            findings.add(Finding.event(row.seq(), "Its timestamp is before that of the event before it."));
        }
        if (row.micros() != micros) {
            micros = row.micros();
            timestamp = Timestamps.format(micros).getBytes(US_ASCII);
        }
        long high = ByteBuffer.wrap(row.id()).getLong();
        if (high >>> 16 != Math.floorDiv(micros, 1_000L) || (high >>> 12 & 0xf) != 7) {
            findings.add(Finding.event(row.seq(), "Its id is not of the time of its timestamp."));
        }
    }
}
