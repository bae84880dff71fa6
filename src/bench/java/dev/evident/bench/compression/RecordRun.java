package dev.evident.bench.compression;

import com.sun.management.OperatingSystemMXBean;
import dev.evident.bench.EventGenerator;
import dev.evident.bench.Scratch;
import dev.evident.config.Configuration.Compression;
import dev.evident.event.EventParser;
import dev.evident.event.NewEvent;
import dev.evident.log.StoreAppends;
import dev.evident.log.message.Page;
import dev.evident.log.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * One record written and read on a temporary directory, 1,000 events at a time, each batch when the one before is done.
 * Events are parsed beforehand; what is measured hashes, encodes and writes them.
 */
final class RecordRun {
    private static final EventParser PARSER = new EventParser(1 << 20);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int BATCH = 1_000;

    private RecordRun() {}

    static Result of(Vertx vertx, Compression compression, long events) throws IOException {
        Path directory = Files.createTempDirectory("evident-bench");
        SqliteStore store = new SqliteStore(vertx, directory.resolve("events.db"), 2, compression);
        try {
            store.open().await();
            EventGenerator generator = new EventGenerator(1, 0);
            long[] written = {0, 0};
            for (long first = 0; first < events; first += BATCH) {
                List<NewEvent> batch = Stream.generate(generator::next)
                        .limit(Math.min(BATCH, events - first))
                        .map(json -> PARSER.parse(json, null))
                        .toList();
                measured(written, () -> StoreAppends.append(store, batch).await());
            }
            long[] read = {0, 0};
            long[] seen = {0};
            measured(read, () -> {
                while (seen[0] < events) {
                    seen[0] += store.reader()
                            .page(new Page(seen[0], events, false, BATCH))
                            .await()
                            .list()
                            .size();
                }
            });
            return new Result(events, store.bytes(), written[0], written[1], read[0], read[1]);
        } finally {
            store.close().await();
            Scratch.delete(directory);
        }
    }

    private static void measured(long[] sums, Runnable work) {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        sums[0] += System.nanoTime() - start;
        sums[1] += SYSTEM.getProcessCpuTime() - cpu;
    }

    /** Times in nanoseconds; processor time is that of the process. */
    record Result(long events, long bytes, long written, long writtenCpu, long read, long readCpu) {

        /** The medians of several runs. */
        static String row(String what, List<Result> runs) {
            return "| %s | %.0f | %,.0f | %.1f | %,.0f | %.1f |"
                    .formatted(
                            what.toLowerCase(Locale.ROOT),
                            median(runs, run -> (double) run.bytes / run.events),
                            median(runs, run -> run.events * 1e9 / run.written),
                            median(runs, run -> run.writtenCpu / 1e3 / run.events),
                            median(runs, run -> run.events * 1e9 / run.read),
                            median(runs, run -> run.readCpu / 1e3 / run.events));
        }

        private static double median(List<Result> runs, ToDoubleFunction<Result> value) {
            return runs.stream().mapToDouble(value).sorted().toArray()[runs.size() / 2];
        }
    }
}
