package dev.evident.verify;

import dev.evident.ledger.TreeHash;
import dev.evident.store.StoredRecord.Redaction;
import dev.evident.store.StoredRecord.Row;
import dev.evident.store.StoredRecord.UnreadableException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A body may be missing only because the log says so: a later event of type {@value #TYPE} that names this one. That event
 * is checked as any other when its turn comes.
 */
final class RedactionCheck {
    /** What an event is called that deletes others' bodies. */
    static final String TYPE = "evident.event_redacted";

    private static final int SALT_BYTES = 16;

    private final LongFunction<Optional<Redaction>> redactions;
    private final LongFunction<Optional<byte[]>> bodies;
    private final Findings findings;
    private long lastSeq = -1;
    private @Nullable RedactionEvent last;

    /**
     * A check.
     *
     * @param redactions what is known of the redaction of the event at a position
     * @param bodies the body of the event at a position
     */
    RedactionCheck(
            LongFunction<Optional<Redaction>> redactions, LongFunction<Optional<byte[]>> bodies, Findings findings) {
        this.redactions = redactions;
        this.bodies = bodies;
        this.findings = findings;
    }

    /** The commitment that was kept of an event without a body; null when nothing accounts for that, which is said. */
    byte @Nullable [] content(Row row) {
        Optional<Redaction> found = redaction(row.seq());
        if (found.isEmpty() || found.get().content().length != TreeHash.BYTES) {
            return refuse(row, "Its body is missing, and nothing says why.");
        }
        if (!Arrays.equals(row.salt(), new byte[SALT_BYTES])) {
            return refuse(row, "Its body was deleted, but its salt is still there.");
        }
        long by = found.get().bySeq();
        if (by <= row.seq()) {
            return refuse(row, "Its body is missing, and event " + by + ", which should say why, is not after it.");
        }
        RedactionEvent event = event(by);
        if (event == null || !event.names(row)) {
            return refuse(row, "Its body is missing, and event " + by + " does not say that it was redacted.");
        }
        return found.get().content();
    }

    private byte @Nullable [] refuse(Row row, String what) {
        findings.add(Finding.event(row.seq(), what));
        return null;
    }

    private Optional<Redaction> redaction(long seq) {
        try {
            return redactions.apply(seq);
        } catch (UnreadableException damaged) {
            return Optional.empty();
        }
    }

    private @Nullable RedactionEvent event(long by) {
        if (by != lastSeq) {
            lastSeq = by;
            try {
                last = bodies.apply(by).flatMap(RedactionEvent::parse).orElse(null);
            } catch (UnreadableException damaged) {
                last = null;
            }
        }
        return last;
    }
}
