package dev.evident.index;

import dev.evident.event.RedactionEvent;
import dev.evident.event.StoredEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The newest events of an index, so that they can be searched before they are in its files: those that are still to be
 * written there and, with them, at most {@value #MAX_EVENTS} and {@value #MAX_BYTES} bytes of bodies. Older ones fall
 * out. Safe to use from any thread.
 */
final class Newest {
    static final int MAX_EVENTS = 4_000;
    static final int MAX_BYTES = 4 << 20;

    /** Next to each other in the log. */
    private final ArrayDeque<StoredEvent> events = new ArrayDeque<>();

    private long next;
    private long bytes;

    /** Those from here on cannot be had from the files yet, whatever is done. */
    private long written;

    /** None yet; the first to come is at the position. */
    Newest(long next) {
        this.next = next;
        this.written = next;
    }

    /**
     * Takes events before they are written, up to the first that redacts others: it may be seen only when they are replaced.
     *
     * @return the position after the last that it has
     */
    synchronized long offer(List<StoredEvent> page) {
        for (StoredEvent event : page) {
            if (event.seq() != next || RedactionEvent.isOne(event.body())) {
                return next;
            }
            take(event);
        }
        dropWritten();
        return next;
    }

    /** The event that follows has been written. */
    synchronized void written(StoredEvent event) {
        if (event.seq() == next) {
            take(event);
        }
        written = event.seq() + 1;
        dropWritten();
    }

    private void take(StoredEvent event) {
        events.addLast(event);
        bytes += event.body().length;
        next = event.seq() + 1;
    }

    /** Forgets all of them; the next to come is at the position, and what is before it has been written. */
    synchronized void restart(long position) {
        events.clear();
        bytes = 0;
        next = position;
        written = position;
    }

    /** Forgets those before a position. */
    synchronized void forget(long position) {
        while (!events.isEmpty() && events.getFirst().seq() < position) {
            drop();
        }
    }

    /** All events from one position up to another or to the end; nothing when some of them have been forgotten. */
    synchronized Optional<List<StoredEvent>> between(long from, long to) {
        long first = next - events.size();
        if (from < first && from < to) {
            return Optional.empty();
        }
        return Optional.of(events.stream()
                .skip(Math.max(0, from - first))
                .limit(Math.max(0, to - from))
                .toList());
    }

    /** Whether there are so many that it will not be long before some fall out. */
    synchronized boolean isFilling() {
        return events.size() > MAX_EVENTS / 4 || bytes > MAX_BYTES / 4;
    }

    private void dropWritten() {
        while ((events.size() > MAX_EVENTS || bytes > MAX_BYTES)
                && events.getFirst().seq() < written) {
            drop();
        }
    }

    private void drop() {
        bytes -= events.removeFirst().body().length;
    }
}
