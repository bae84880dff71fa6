package dev.evident.log;

import dev.evident.event.StoredEvent;
import dev.evident.log.message.Page;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest committed events, at most {@value #MAX_EVENTS} and {@value #MAX_BYTES} bytes, so that who follows the
 * record closely does not read back what was just written. Responses are as bounded as those of the record.
 *
 * <p>Safe from any thread: filled where the record is written and read on any other thread. Nobody holds the lock for longer
 * than it takes to put a page's references into a list.
 */
final class RecentEvents {
    private static final int MAX_EVENTS = 20_000;
    private static final long MAX_BYTES = 16L << 20;

    /** By the position of the first event of each. */
    private final NavigableMap<Long, Piece> batches = new TreeMap<>();

    private int events;
    private long bytes;
    private long purges;
    private long erasedTo;

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

    /** Forgets all of it when content was erased since: {@code to} is {@link LogEnd#erasedTo}. */
    synchronized void erased(long to) {
        if (to > erasedTo) {
            erasedTo = to;
            clear();
        }
    }

    private void clear() {
        purges++;
        batches.clear();
        events = 0;
        bytes = 0;
    }

    /** Takes a batch that is committed. Others may have committed since the one before; what came before is forgotten then. */
    synchronized void add(Batch committed) {
        erased(committed.end().erasedTo());
        Piece newest = new Piece(committed.events(), committed.bytes());
        if (!batches.isEmpty() && !holds(newest.from() - 1)) {
            clear();
        }
        batches.put(newest.from(), newest);
        events += newest.events.size();
        bytes += newest.bytes;
        Iterator<Piece> oldest = batches.values().iterator();
        while (events > MAX_EVENTS || bytes > MAX_BYTES) {
            Piece forgotten = oldest.next();
            oldest.remove();
            events -= forgotten.events.size();
            bytes -= forgotten.bytes;
        }
    }

    /** Whether the event at a position is here. */
    synchronized boolean holds(long seq) {
        return holding(seq) != null;
    }

    /** An oldest-first page, when its first event is here. */
    synchronized Optional<List<StoredEvent>> page(Page page) {
        Piece first = page.newestFirst() ? null : holding(page.from());
        if (first == null) {
            return Optional.empty();
        }
        List<StoredEvent> found = new ArrayList<>();
        long to = Math.min(page.to(), page.from() + page.limit());
        long size = 0;
        for (Piece batch :
                batches.subMap(first.from(), Math.max(first.from(), to)).values()) {
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

    private @Nullable Piece holding(long seq) {
        Map.Entry<Long, Piece> nearest = batches.floorEntry(seq);
        return nearest != null && seq < nearest.getValue().to() ? nearest.getValue() : null;
    }
}
