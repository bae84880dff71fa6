package dev.evident.bench;

import dev.evident.bench.load.HttpLoad;
import dev.evident.bench.load.LoadResult;
import dev.evident.bench.load.Request;
import dev.evident.bench.load.Rotation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;

/** {@code POST /event} at several numbers of connections, between two looks at the ceiling with as many. */
final class SingleEvents {
    private static final int PREPARED = 10_000;
    private static final int WARMUP_CONNECTIONS = 64;
    private static final int MANY = 256;

    private final Options options;
    private final Supplier<Request> requests;
    private long number;

    SingleEvents(Options options) {
        this.options = options;
        EventGenerator events = new EventGenerator(1, 0);
        this.requests = Rotation.of(PREPARED, () -> Request.post(events));
    }

    void measure(Table table, Path directory) throws IOException, InterruptedException {
        try (Service service = Service.start(options, directory);
                Server ceiling = Server.start(options, directory, CeilingServer.class)) {
            URI ceilingUri = ceiling.listening();
            run(ceiling, ceilingUri, WARMUP_CONNECTIONS, options.warmup());
            run(service.process(), service.api(), WARMUP_CONNECTIONS, options.warmup());
            for (int connections : options.connections()) {
                LoadResult before = run(ceiling, ceilingUri, connections, options.seconds() / 2);
                LoadResult own = run(service.process(), service.api(), connections, options.seconds());
                LoadResult after = run(ceiling, ceilingUri, connections, options.seconds() / 2);
                double ceilingRate = (before.requestsPerSecond() + after.requestsPerSecond()) / 2;
                Table.Row row = Table.Row.of(
                                "`POST /event`, " + connections + " connections",
                                Table.rate(own.requestsPerSecond(), "requests/s"))
                        .times(own.millis(50), own.millis(99))
                        .beside(Table.ratio(own.requestsPerSecond(), ceilingRate, "no storage at"));
                table.add(connections < MANY ? row : row.goal("≥ 0.5 ×, p99 < 25 ms"));
            }
            service.stop();
        }
    }

    private LoadResult run(Server server, URI uri, int connections, double seconds) throws IOException {
        long cpu = server.cpu().toMillis();
        try (HttpLoad load = new HttpLoad(uri, connections, requests, 201, number)) {
            LoadResult result = load.run(seconds, Long.MAX_VALUE);
            number = load.nextNumber();
            Progress.say("%s, %d connections: %,.0f requests/s, processor %.2f"
                    .formatted(
                            uri,
                            connections,
                            result.requestsPerSecond(),
                            (server.cpu().toMillis() - cpu) * 1e6 / result.nanos()));
            return result;
        } catch (IOException | RuntimeException failure) {
            Progress.say(server.output());
            throw failure;
        }
    }
}
