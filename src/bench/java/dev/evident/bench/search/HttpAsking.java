package dev.evident.bench.search;

import dev.evident.bench.load.HttpLoad;
import dev.evident.bench.load.Request;
import dev.evident.bench.search.MeasuredQuery.Draw;
import dev.evident.bench.search.Subject.Timing;
import java.io.IOException;
import java.net.URI;
import java.util.function.Function;

/** Asks a server the same query with one value after the other, on one connection; the same for every subject. */
final class HttpAsking {
    private static final int MAX_REQUESTS = 2_000;
    private static final int WARMUP_REQUESTS = 200;

    private HttpAsking() {}

    static Timing ask(URI server, MeasuredQuery query, Function<Draw, String> target, double seconds)
            throws IOException {
        int[] next = {0};
        try (HttpLoad load = new HttpLoad(server, 1, () -> Request.get(target.apply(query.draw(next[0]++))), 200, 0)) {
            load.run(seconds, WARMUP_REQUESTS);
            return Timing.of(load.run(seconds, MAX_REQUESTS).latencies(), false);
        }
    }
}
