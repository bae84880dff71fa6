package dev.evident.verify;

import dev.evident.config.StartException;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.UnreadableException;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the layout of a record in use with what the program makes, at most once a minute. Nothing is stored in a
 * layout that was changed (ADR 022), so this says what the next start will refuse. Called on a worker; read on any thread.
 */
final class LayoutWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LayoutWatch.class);
    private static final long EVERY_MS = 60_000;

    private final Supplier<StoredRecord> record;
    private final long everyMs;
    private volatile List<String> differences = List.of();
    private long looked = Long.MIN_VALUE;

    /**
     * A watch of one record.
     *
     * @param record opens it, to be closed here
     */
    LayoutWatch(Supplier<StoredRecord> record, long periodMs) {
        this.record = record;
        this.everyMs = Math.min(EVERY_MS, periodMs);
    }

    /** What is different, one sentence each; none when nothing is. */
    List<String> differences() {
        return differences;
    }

    /** Looks when it is time to. Blocks for some milliseconds. */
    void look(long nowMs) {
        if (looked != Long.MIN_VALUE && nowMs - looked < everyMs && nowMs >= looked) {
            return;
        }
        looked = nowMs;
        try (StoredRecord open = record.get()) {
            List<String> found = open.layout();
            if (!found.equals(differences)) {
                found.forEach(what -> LOG.error("ALARM: the layout of the record is not as it must be: {}", what));
            }
            differences = found;
        } catch (StartException | UnreadableException later) {
            LOG.warn("The layout of the record cannot be compared now: {}", later.getMessage());
        }
    }
}
