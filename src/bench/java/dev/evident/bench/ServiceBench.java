package dev.evident.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Measures the packaged service over HTTP, beside what the same machine does at best, and prints one table. Whatever
 * goes wrong ends the run with an exception; what was started is stopped and deleted in any case. See
 * docs/performance.md.
 */
public final class ServiceBench {
    private ServiceBench() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.read();
        options.requireJar();
        Path directory = Files.createTempDirectory("evident-bench");
        Table table = new Table();
        try {
            if (options.connections().length > 0) {
                new SingleEvents(options).measure(table, directory);
                Scratch.clear(directory);
            }
            if (options.events().length > 0) {
                log(options, table, directory);
            }
        } finally {
            Scratch.delete(directory);
        }
        System.out.println();
        System.out.println(table);
    }

    /** Bulk loading, queries and footprint at each size of the log. */
    private static void log(Options options, Table table, Path directory) throws Exception {
        double raw = RawInsert.rowsPerSecond(directory, options.seconds());
        table.add(Table.Row.of("raw SQLite, 1,000 rows a transaction", Table.rate(raw, "rows/s")));
        Bulk bulk = new Bulk();
        Instant first = Instant.now();
        Service service = Service.start(options, directory);
        try {
            for (long size : options.events()) {
                bulk.fill(table, service, size, raw);
                new Queries(options, service, size, first, Instant.now()).measure(table);
                Footprint.heap(table, service, size);
                service.stop();
                Footprint.disk(table, service, size);
                VerifyRate.measure(table, service.data(), size);
                service.close();
                service = Service.start(options, directory);
                Footprint.start(table, service, size);
            }
            service = Recovery.measure(table, options, directory, service, bulk.events());
            service.stop();
        } finally {
            service.close();
        }
    }
}
