package dev.evident.bench;

import java.io.IOException;
import java.util.Locale;

/** What the data takes on disk and in memory, and how long a start on it takes. */
final class Footprint {
    private Footprint() {}

    static void disk(Table table, Service stopped, long events) throws IOException {
        double record = (double) stopped.bytes(false) / events;
        double index = (double) stopped.bytes(true) / events;
        table.add(Table.Row.of(
                        String.format(Locale.ROOT, "disk, %,d events", events),
                        String.format(Locale.ROOT, "%.0f B/event", record + index))
                .beside(String.format(Locale.ROOT, "record %.0f B, index %.0f B", record, index))
                .goal("≤ 420 B, then ≤ 200 B"));
    }

    static void heap(Table table, Service service, long events) throws IOException, InterruptedException {
        double used = service.metric("jvm_memory_used_bytes", "area=\"heap\"");
        double live = service.heapAfterCollection();
        table.add(Table.Row.of(
                        String.format(Locale.ROOT, "heap, %,d events", events),
                        String.format(Locale.ROOT, "%.0f MiB live", live / (1 << 20)))
                .beside(String.format(Locale.ROOT, "%.0f MiB in use before the collection", used / (1 << 20)))
                .goal("works in -Xmx512m"));
    }

    static void start(Table table, Service started, long events) {
        table.add(Table.Row.of(
                        String.format(Locale.ROOT, "start to ready, %,d events", events),
                        String.format(Locale.ROOT, "%.2f s", started.startUp().toMillis() / 1e3))
                .goal("< 3 s at 10 million"));
    }
}
