package dev.evident.bench;

import dev.evident.bench.load.HttpLoad;
import dev.evident.bench.load.LoadResult;
import dev.evident.bench.load.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Queries over HTTP, one connection, each with values drawn anew. */
final class Queries {
    private static final int MAX_REQUESTS = 2_000;
    private static final int WARMUP_ROUNDS = 2;
    private static final int RARE_USERS = 100;
    private static final Pattern ID = Pattern.compile("\\{\"id\":\"([^\"]+)\"");

    private final Options options;
    private final Service service;
    private final long events;
    private final SplittableRandom random = new SplittableRandom(3);
    private final Instant first;
    private final Instant last;

    /** One kind of query; each target has other values. */
    private record Kind(String what, String goal, Supplier<String> targets) {
        Kind(String what, Supplier<String> targets) {
            this(what, "p50 < 2 ms, p99 < 10 ms", targets);
        }
    }

    /**
     * Queries on a log.
     *
     * @param events number of events, whose resources have the numbers from 0
     * @param first before the first event was accepted
     * @param last after the last event was accepted
     */
    Queries(Options options, Service service, long events, Instant first, Instant last) {
        this.options = options;
        this.service = service;
        this.events = events;
        this.first = first;
        this.last = last;
    }

    /** Sends each kind of query, after a time in which the service compiles what all of them need. */
    void measure(Table table) throws IOException, InterruptedException {
        List<Kind> kinds = kinds();
        for (int round = 0; round < WARMUP_ROUNDS; round++) {
            for (Kind kind : kinds) {
                ask(kind, options.warmup() / WARMUP_ROUNDS / kinds.size(), Long.MAX_VALUE);
            }
        }
        for (Kind kind : kinds) {
            query(table, kind);
        }
    }

    private List<Kind> kinds() throws IOException, InterruptedException {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind("newest page", () -> "/events"));
        kinds.add(new Kind("frequent type", () -> "/events?event_type=" + EventGenerator.type(random.nextInt(3))));
        kinds.add(new Kind("rare user", () -> "/events?user_id=" + rareUser()));
        kinds.add(new Kind(
                "type and user",
                () -> "/events?event_type=" + EventGenerator.type(random.nextInt(3)) + "&user_id="
                        + EventGenerator.user(random.nextInt(1_000))));
        kinds.add(new Kind(
                "unique resource",
                () -> "/events?variant_data.resource.id=" + EventGenerator.resource(random.nextLong(events))));
        kinds.add(new Kind(
                "absent value",
                () -> "/events?variant_data.resource.id=" + EventGenerator.resource(events + random.nextLong(events))));
        kinds.add(new Kind(
                "two frequent values that never meet",
                () -> "/events?variant_data.outcome=denied&event_type=" + EventGenerator.type(0)));
        kinds.add(new Kind(
                "two frequent values that seldom meet",
                () -> "/events?variant_data.outcome=denied&event_type=" + EventGenerator.type(1)));
        kinds.add(new Kind(
                "type within 1/24 of the time",
                () -> "/events?event_type=" + EventGenerator.type(random.nextInt(20)) + timeRange()));
        List<String> ids = ids();
        kinds.add(new Kind("one event by its id", () -> "/events/" + ids.get(random.nextInt(ids.size()))));
        kinds.add(new Kind(
                "the proof of one event",
                "p99 < 5 ms",
                () -> "/events/" + ids.get(random.nextInt(ids.size())) + "/proof"));
        return kinds;
    }

    private void query(Table table, Kind kind) throws IOException, InterruptedException {
        String example = service.get(kind.targets.get());
        long found = ID.matcher(example).results().count();
        LoadResult result = ask(kind, options.seconds(), MAX_REQUESTS);
        table.add(Table.Row.of(
                        String.format(Locale.ROOT, "query, %,d events: %s", events, kind.what),
                        found + " found, " + Table.rate(result.requestsPerSecond(), "/s"))
                .times(result.millis(50), result.millis(99))
                .goal(kind.goal));
    }

    private LoadResult ask(Kind kind, double seconds, long max) throws IOException {
        try (HttpLoad load = new HttpLoad(service.api(), 1, () -> Request.get(kind.targets.get()), 200, 0)) {
            return load.run(seconds, max);
        }
    }

    private String rareUser() {
        return EventGenerator.user(EventGenerator.USERS / 2 + random.nextInt(EventGenerator.USERS / 2));
    }

    private String timeRange() {
        long span = last.toEpochMilli() - first.toEpochMilli();
        Instant from = first.plusMillis(random.nextLong(span * 23 / 24));
        return "&from=" + from + "&to=" + from.plusMillis(span / 24);
    }

    /** Ids of events all over the log. */
    private List<String> ids() throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < RARE_USERS; i++) {
            Matcher matcher = ID.matcher(service.get("/events?user_id=" + rareUser()));
            while (matcher.find()) {
                ids.add(matcher.group(1));
            }
        }
        return ids;
    }
}
