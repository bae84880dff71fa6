package dev.evident.bench;

import dev.evident.bench.load.HttpLoad;
import dev.evident.bench.load.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long a start takes after the process was killed while events came in. */
final class Recovery {
    private static final int CONNECTIONS = 64;
    private static final long UNDER_LOAD_MS = 3_000;
    private static final double LONGEST_SECONDS = 60;

    /** Far beyond those of the log. */
    private static final long NEW_RESOURCES = 10_000_000_000L;

    private Recovery() {}

    /** Kills the service and adds a row; what it holds afterwards is more than {@code events}. */
    static Service measure(Table table, Options options, Path directory, Service service, long events)
            throws IOException, InterruptedException {
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> load(service));
        requireUnderLoad(load);
        service.close();
        load.exceptionally(cutOff -> null).join();
        Service again = Service.start(options, directory);
        long catchingUp = Bulk.catchUp(again);
        table.add(Table.Row.of(
                        String.format(Locale.ROOT, "start to ready after kill -9 under load, %,d events", events),
                        String.format(Locale.ROOT, "%.2f s", again.startUp().toMillis() / 1e3))
                .beside(String.format(Locale.ROOT, "the index is complete %.1f s later", catchingUp / 1e9))
                .goal("< 3 s at 5 million"));
        return again;
    }

    /** Returns when the load has gone on for a while. */
    private static void requireUnderLoad(CompletableFuture<Void> load) throws InterruptedException {
        try {
            load.get(UNDER_LOAD_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException goesOn) {
            return;
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the load failed before the process was killed", failure);
        }
        throw new IllegalStateException("the load ended before the process was killed");
    }

    private static void load(Service service) {
        EventGenerator generator = new EventGenerator(3, 0);
        try (HttpLoad load =
                new HttpLoad(service.api(), CONNECTIONS, () -> Request.post(generator), 201, NEW_RESOURCES)) {
            load.run(LONGEST_SECONDS, Long.MAX_VALUE);
        } catch (IOException cutOff) {
            throw new CompletionException(cutOff);
        }
    }
}
