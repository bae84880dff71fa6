package dev.evident.bench.search;

import dev.evident.bench.Bulk;
import dev.evident.bench.Options;
import dev.evident.bench.Progress;
import dev.evident.bench.Scratch;
import dev.evident.bench.Server;
import dev.evident.bench.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures search over HTTP, and PostgreSQL beside it on the same events with the same queries; prints two tables.
 * Results that differ end the run with an exception. While one is measured the other does not run. See
 * docs/performance.md.
 */
public final class SearchBench {
    /** Events a second that come in while others look. */
    static final int[] RATES = {1_000, 10_000};

    /** The rate at which every query is asked. */
    static final int BUSY = 10_000;

    /** Requests or transactions a second that they come in. */
    static final int TICKS = 100;

    /** Events that exports read. */
    static final long EXPORTED = 1_000_000;

    /** The numbers of resources that probes write begin here, far from those of the load. */
    static final long PROBES = 5_000_000_000L;

    /** No resource has a number from here on. */
    static final long NOWHERE = 20_000_000_000L;

    /** Rows that both have. */
    static final String VISIBLE = "a write acknowledged → found by its id";

    static final String WRITE = "write of %d events";

    private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\"([^\"]+)\"");

    private SearchBench() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.read();
        options.requireJar();
        Path directory = Files.createTempDirectory("evident-bench");
        Comparison comparison = new Comparison();
        try {
            run(
                    options,
                    directory,
                    comparison,
                    Arrays.stream(options.events()).max().orElseThrow());
        } finally {
            Scratch.delete(directory);
        }
        System.out.println();
        System.out.println(comparison);
    }

    /** The name of a row that is measured while events come in. */
    static String at(int rate, String what) {
        return String.format(Locale.ROOT, "at %,d events/s: %s", rate, what);
    }

    private static void run(Options options, Path directory, Comparison comparison, long events) throws Exception {
        double seconds = options.seconds() / 2;
        EvidentRun evident;
        try (Service service = Service.start(options, directory)) {
            comparison.evident(Rate.INTAKE, new Bulk().load(service, events).indexedPerSecond());
            List<MeasuredQuery> queries = MeasuredQueries.about(
                    events, timestamp(service, "asc"), timestamp(service, "desc"), DeepPages.walk(service));
            evident = new EvidentRun(comparison, queries, events, seconds);
            evident.quiet(service, options.warmup());
            evident.exports(service);
            EvidentResults results = EvidentResults.of(service, queries);
            try (Postgres postgres = Postgres.start(directory);
                    Server server = Server.start(options, directory, PostgresServer.class, postgres.url())) {
                PostgresRun beside = new PostgresRun(comparison, postgres, server.listening(), queries, seconds);
                beside.load(Export.open(service, "/events?order=asc", "application/x-ndjson", false));
                service.stop();
                evident.footprint(service);
                beside.quiet(results, options.warmup());
                beside.exports();
                beside.busy();
            }
        }
        try (Service service = Service.start(options, directory)) {
            evident.warmUp(service, options.warmup());
            evident.busy(service);
            service.stop();
            evident.rebuild(service, () -> Service.start(options, directory));
        }
        Progress.say("done");
    }

    private static Instant timestamp(Service service, String order) throws IOException, InterruptedException {
        Matcher matcher = TIMESTAMP.matcher(service.get("/events?limit=1&order=" + order));
        if (!matcher.find()) {
            throw new IllegalStateException("no events");
        }
        return Instant.parse(matcher.group(1));
    }
}
