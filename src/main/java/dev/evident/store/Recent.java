package dev.evident.store;

import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.StoredEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest committed events, at most {@value #MOST_EVENTS} and {@value #MOST_BYTES} bytes, so that who follows the
 * record closely does not read back what was just written. Confined to the context of the store verticle.
 */
final class Recent {
    private static final int MOST_EVENTS = 20_000;
    private static final long MOST_BYTES = 16L << 20;

    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private int events;
    private long bytes;

    private record Batch(List<StoredEvent> events, long bytes) {
        long from() {
            return events.get(0).seq();
        }

        long to() {
            return from() + events.size();
        }
    }

    /** Takes a batch that is committed and follows the one before. */
    void add(SealedBatch committed) {
        long size = 0;
        for (StoredEvent event : committed.events()) {
            size += event.body().size();
        }
        batches.add(new Batch(committed.events(), size));
        events += committed.events().size();
        bytes += size;
        while (events > MOST_EVENTS || bytes > MOST_BYTES) {
            Batch oldest = batches.remove();
            events -= oldest.events.size();
            bytes -= oldest.bytes;
        }
    }

    /** An oldest-first page, when its first event is here. */
    Optional<List<StoredEvent>> page(Page page) {
        if (page.newestFirst()
                || batches.isEmpty()
                || page.from() < batches.getFirst().from()) {
            return Optional.empty();
        }
        List<StoredEvent> found = new ArrayList<>();
        long next = page.from();
        for (Batch batch : batches) {
            long to = Math.min(Math.min(batch.to(), page.to()), page.from() + page.limit());
            if (next < to) {
                found.addAll(batch.events.subList((int) (next - batch.from()), (int) (to - batch.from())));
                next = to;
            }
        }
        return Optional.of(found);
    }
}
