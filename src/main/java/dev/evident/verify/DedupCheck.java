package dev.evident.verify;

import dev.evident.event.DedupKey;
import dev.evident.event.Header;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Keyed;
import dev.evident.log.StoredRecord.Row;
import dev.evident.log.StoredRecord.UnreadableException;
import dev.evident.verify.Finding.Part;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The table of keys, which says which events are repeats and not stored: each of its rows must name an event that was
 * accepted on that day and has that key, and each event with a key that is not forgotten must have its row. First told all
 * events, then goes through the rows. Blocks; for one thread at a time.
 *
 * <p>A row of an event whose content was deleted is believed, as it is when an event is sent again: what it was made of
 * is gone.
 */
final class DedupCheck {
    private final StoredRecord record;
    private final Findings findings;
    private final BitSet matched = new BitSet();
    private final BitSet seen = new BitSet();
    private long base = -1;
    private @Nullable Keyed last;
    private boolean done;

    DedupCheck(StoredRecord record, Findings findings) {
        this.record = record;
        this.findings = findings;
    }

    /** Looks for the row of an event, in the order of the log. */
    void event(Row row) {
        DedupKey key = Header.of(row.body()).dedupKey();
        if (key == null) {
            return;
        }
        try {
            long day = DedupKey.day(row.micros());
            OptionalLong found = record.keyed(day, key);
            if (found.isPresent() && found.getAsLong() == row.seq()) {
                match(row.seq());
            } else if (found.isEmpty() && day >= record.keysSince()) {
                add(row.seq(), "The table of keys does not have its key: the same event could be stored twice.");
            } else if (found.isPresent() && found.getAsLong() < row.seq()) {
                add(row.seq(), "The table of keys gives its key to event " + found.getAsLong() + ", which is older.");
            } // a later one with the same key is checked when its turn comes, or with its row
        } catch (UnreadableException damaged) {
            add(row.seq(), "The table of keys cannot be read: " + damaged.getMessage());
        }
    }

    /** Whether all rows have been gone through. */
    boolean isDone() {
        return done;
    }

    /** Goes through the next rows of the table, at most {@value StoredRecord#PIECE_EVENTS}. */
    void rows() {
        try {
            List<Keyed> rows = record.keys(last);
            for (Keyed row : rows) {
                if (!isMatched(row.seq())) {
                    refusal(row).ifPresent(what -> add(Math.max(0, row.seq()), what));
                } else if (seen.get((int) (row.seq() - base))) {
                    add(row.seq(), "The table of keys names it more than once: for a key that it does not have.");
                } else {
                    seen.set((int) (row.seq() - base));
                }
                last = row;
            }
            done = rows.isEmpty();
        } catch (UnreadableException damaged) {
            done = true;
            add(0, "The table of keys cannot be read: " + damaged.getMessage());
        }
    }

    private Optional<String> refusal(Keyed row) {
        Optional<Row> event = record.event(row.seq());
        if (event.isEmpty()) {
            return Optional.of("The table of keys names it, and there is no such event.");
        }
        if (DedupKey.day(event.get().micros()) != row.day()) {
            return Optional.of("The table of keys names it for another day than that on which it was accepted.");
        }
        byte[] body = event.get().body();
        if (body.length == 0 || row.key().equals(Header.of(body).dedupKey())) {
            return Optional.empty();
        }
        return Optional.of(
                "The table of keys names it for a key that it does not have: an event that is sent under that"
                        + " key would get its receipt.");
    }

    private void add(long seq, String what) {
        findings.add(Part.KEY, seq, seq, what);
    }

    private void match(long seq) {
        if (base < 0) {
            base = seq;
        }
        if (seq - base < Integer.MAX_VALUE) {
            matched.set((int) (seq - base));
        }
    }

    private boolean isMatched(long seq) {
        return base >= 0 && seq >= base && seq - base < Integer.MAX_VALUE && matched.get((int) (seq - base));
    }
}
