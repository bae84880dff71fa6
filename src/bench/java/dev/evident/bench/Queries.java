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
    private static final int MOST_REQUESTS = 2_000;
    private static final int WARMUP_REQUESTS = 200;
    private static final int RARE_USERS = 100;
    private static final Pattern ID = Pattern.compile("\\{\"id\":\"([^\"]+)\"");

    private final Options options;
    private final Service service;
    private final long events;
    private final SplittableRandom random = new SplittableRandom(3);
    private final Instant first;
    private final Instant last;

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

    void measure(Table table) throws IOException, InterruptedException {
        query(table, "newest page", () -> "/events");
        query(table, "frequent type", () -> "/events?event_type=" + EventGenerator.type(random.nextInt(3)));
        query(table, "rare user", () -> "/events?user_id=" + rareUser());
        query(
                table,
                "type and user",
                () -> "/events?event_type=" + EventGenerator.type(random.nextInt(3)) + "&user_id="
                        + EventGenerator.user(random.nextInt(1_000)));
        query(
                table,
                "unique resource",
                () -> "/events?variant_data.resource.id=" + EventGenerator.resource(random.nextLong(events)));
        query(
                table,
                "absent value",
                () -> "/events?variant_data.resource.id=" + EventGenerator.resource(events + random.nextLong(events)));
        query(
                table,
                "two frequent values that never meet",
                () -> "/events?variant_data.outcome=denied&event_type=" + EventGenerator.type(0));
        query(
                table,
                "two frequent values that seldom meet",
                () -> "/events?variant_data.outcome=denied&event_type=" + EventGenerator.type(1));
        query(
                table,
                "type within 1/24 of the time",
                () -> "/events?event_type=" + EventGenerator.type(random.nextInt(20)) + timeRange());
        List<String> ids = ids();
        query(table, "one event by its id", () -> "/events/" + ids.get(random.nextInt(ids.size())));
        query(
                table,
                "the proof of one event",
                "p99 < 5 ms",
                () -> "/events/" + ids.get(random.nextInt(ids.size())) + "/proof");
    }

    private void query(Table table, String what, Supplier<String> targets) throws IOException, InterruptedException {
        query(table, what, "p50 < 2 ms, p99 < 10 ms", targets);
    }

    private void query(Table table, String what, String goal, Supplier<String> targets)
            throws IOException, InterruptedException {
        String example = service.get(targets.get());
        long found = ID.matcher(example).results().count();
        try (HttpLoad load = new HttpLoad(service.api(), 1, () -> Request.get(targets.get()), 200, 0)) {
            load.run(options.seconds(), WARMUP_REQUESTS);
            LoadResult result = load.run(options.seconds(), MOST_REQUESTS);
            table.add(Table.Row.of(
                            String.format(Locale.ROOT, "query, %,d events: %s", events, what),
                            found + " found, " + Table.rate(result.requestsPerSecond(), "/s"))
                    .times(result.millis(50), result.millis(99))
                    .goal(goal));
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
