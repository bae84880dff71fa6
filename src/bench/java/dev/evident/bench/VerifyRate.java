package dev.evident.bench;

import dev.evident.log.sqlite.SqliteRecord;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.LogKeys;
import dev.evident.verify.Verdict;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/** How fast {@code evident verify} goes through a record: in this JVM, which it warms up with a first pass. */
final class VerifyRate {
    private VerifyRate() {}

    /** Fails when the record is not intact. */
    static void measure(Table table, Path data, long size) {
        pass(data);
        long cpu = cpuNanos();
        long start = System.nanoTime();
        long events = pass(data);
        double wall = (System.nanoTime() - start) / 1e9;
        double core = (cpuNanos() - cpu) / 1e9;
        table.add(Table.Row.of(
                        String.format(Locale.ROOT, "verify, %,d events", size), Table.rate(events / wall, "events/s"))
                .beside(Table.rate(events / core, "events per second of processor time"))
                .goal("300,000 a core"));
    }

    private static long pass(Path data) {
        try (SqliteRecord record = SqliteRecord.open(data.resolve("events.db"))) {
            Verdict verdict = new LocalCheck(record, data, LogKeys.of(data), null).run((done, total) -> {});
            if (!verdict.intact()) {
                throw new IllegalStateException(verdict.findings().kept().toString());
            }
            return verdict.head().size();
        }
    }

    /** Of all threads of this JVM. */
    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
