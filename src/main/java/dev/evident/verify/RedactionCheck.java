package dev.evident.verify;

import dev.evident.event.Header;
import dev.evident.event.Redaction;
import dev.evident.event.RedactionEvent;
import dev.evident.log.StoredRecord.Row;
import dev.evident.log.StoredRecord.UnreadableException;
import dev.evident.merkle.TreeHash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A body may be missing only because the log says so: a later event of type {@value RedactionEvent#TYPE} that names this
 * one. That event is checked as any other when its turn comes.
 */
final class RedactionCheck {
    private static final int SALT_BYTES = 16;

    private final LongFunction<Optional<Redaction>> redactions;
    private final LongFunction<Map<Long, Optional<String>>> targets;
    private final Findings findings;
    private long lastSeq = -1;
    private Map<Long, Optional<String>> last = Map.of();

    /**
     * A check.
     *
     * @param redactions what is known of the redaction of the event at a position
     * @param targets the positions that the event at a position says were redacted, and whose each was; none for any other
     *     event
     */
    RedactionCheck(
            LongFunction<Optional<Redaction>> redactions,
            LongFunction<Map<Long, Optional<String>>> targets,
            Findings findings) {
        this.redactions = redactions;
        this.targets = targets;
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
        long by = found.get().by();
        if (by <= row.seq()) {
            return refuse(row, "Its body is missing, and event " + by + ", which should say why, is not after it.");
        }
        Optional<String> said = targets(by).get(row.seq());
        if (said == null) {
            return refuse(row, "Its body is missing, and event " + by + " does not say that it was redacted.");
        }
        Header header = Header.parse(row.header());
        if (header == null || !said.equals(Optional.ofNullable(header.tenant()))) {
            findings.add(Finding.event(
                    row.seq(),
                    "Event " + by + ", which redacted it, names another tenant as its own than its header does."));
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

    /** One event redacts many that stand together. */
    private Map<Long, Optional<String>> targets(long by) {
        if (by != lastSeq) {
            lastSeq = by;
            try {
                last = targets.apply(by);
            } catch (UnreadableException damaged) {
                last = Map.of();
            }
        }
        return last;
    }

    /**
     * What an event's body says was redacted, and whose each was; none when it is another event, or one that somebody made
     * up.
     */
    static Map<Long, Optional<String>> targets(byte[] body) {
        Map<Long, Optional<String>> targets = new HashMap<>();
        for (RedactionEvent.Target target : RedactionEvent.targets(body)) {
            targets.put(target.seq(), Optional.ofNullable(target.tenant()));
        }
        return targets;
    }
}
