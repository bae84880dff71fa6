package dev.evident.log;

import dev.evident.event.StoredEvent;
import dev.evident.log.message.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest committed events, at most {@value #MOST_EVENTS} and {@value #MOST_BYTES} bytes, so that who follows the
 * record closely does not read back what was just written. Answers are as bounded as those of the record.
 *
 * <p>Safe from any thread: filled where the record is written and asked where it is read. Nobody holds the lock for longer
 * than it takes to put a page's references into a list.
 */
final class RecentEvents {
    private static final int MOST_EVENTS = 20_000;
    private static final long MOST_BYTES = 16L << 20;

    private final ArrayDeque<Piece> batches = new ArrayDeque<>();
    private int events;
    private long purges;
    private long bytes;

    private record Piece(List<StoredEvent> events, long bytes) {
        long from() {
            return events.get(0).seq();
        }

        long to() {
            return from() + events.size();
        }
    }

    /** How often it was forgotten: what was read before that is to be read again. */
    synchronized long purges() {
        return purges;
    }

    /** Forgets all of it, since some of it was deleted from the record. */
    synchronized void clear() {
        purges++;
        batches.clear();
        events = 0;
        bytes = 0;
    }

    /** Takes a batch that is committed. Others may have committed since the one before; what came before is forgotten then. */
    synchronized void add(Batch committed) {
        if (!batches.isEmpty()
                && committed.events().get(0).seq() != batches.getLast().to()) {
            clear();
        }
        long size = committed.bytes();
        batches.add(new Piece(committed.events(), size));
        events += committed.events().size();
        bytes += size;
        while (events > MOST_EVENTS || bytes > MOST_BYTES) {
            Piece oldest = batches.remove();
            events -= oldest.events.size();
            bytes -= oldest.bytes;
        }
    }

    /** Whether the event at a position is here. */
    synchronized boolean holds(long seq) {
        return !batches.isEmpty()
                && seq >= batches.getFirst().from()
                && seq < batches.getLast().to();
    }

    /** An oldest-first page, when its first event is here. */
    synchronized Optional<List<StoredEvent>> page(Page page) {
        if (page.newestFirst() || !holds(page.from())) {
            return Optional.empty();
        }
        List<StoredEvent> found = new ArrayList<>();
        long to = Math.min(page.to(), page.from() + page.limit());
        long size = 0;
        for (Piece batch : batches) {
            for (long seq = Math.max(batch.from(), page.from()); seq < Math.min(batch.to(), to); seq++) {
                if (size >= LogStore.RESPONSE_BYTES) {
                    return Optional.of(found);
                }
                StoredEvent event = batch.events.get((int) (seq - batch.from()));
                found.add(event);
                size += event.body().length;
            }
        }
        return Optional.of(found);
    }
}
