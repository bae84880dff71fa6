package dev.evident.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.event.Header;
import dev.evident.event.Timestamps;
import dev.evident.log.StoredRecord.Row;
import dev.evident.merkle.LeafDigest;
import dev.evident.merkle.TreeHash;
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
        if (row.body().length > 0 && !isHeaderOf(row.body(), row.header())) {
            findings.add(Finding.event(row.seq(), "Its header is not that of its body."));
        }
        byte[] content = row.body().length == 0 ? redactions.content(row) : digest.content(row.salt(), row.body());
        return content == null ? null : digest.leaf(row.seq(), row.id(), timestamp, content);
    }

    private static boolean isHeaderOf(byte[] body, byte[] stored) {
        Header header = Header.parse(stored);
        return header != null && header.isStoredWith(body);
    }

    private void time(Row row) {
        if (row.micros() < micros) {
            findings.add(Finding.event(row.seq(), "Its timestamp is before that of the event before it."));
        }
        if (row.micros() != micros) {
            micros = row.micros();
            timestamp = Timestamps.format(micros).getBytes(US_ASCII);
        }
    }
}
