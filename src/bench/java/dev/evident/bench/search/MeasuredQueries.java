package dev.evident.bench.search;

import static dev.evident.bench.EventGenerator.resource;
import static dev.evident.bench.EventGenerator.type;
import static dev.evident.bench.EventGenerator.user;
import static dev.evident.bench.EventGenerator.word;

import dev.evident.bench.EventGenerator;
import dev.evident.bench.search.MeasuredQuery.Draw;
import dev.evident.bench.search.MeasuredQuery.Json;
import dev.evident.bench.search.MeasuredQuery.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What an investigator asks, in the service's language and in SQL that uses the indexes of {@link Postgres}. */
final class MeasuredQueries {
    private static final int DRAWS = 500;
    private static final String PAGE = "SELECT seq, ts, body FROM event WHERE %s ORDER BY seq DESC LIMIT 100";
    private static final String HAS = "body @> ?";
    private static final String TEXT = "words @@ ";
    private static final String FACETS =
            """
            WITH counted AS (
              SELECT grouping(event_type, user_id, outcome, bucket) AS field, event_type, user_id, outcome, bucket,
                     count(*) AS n
              FROM (SELECT event_type, user_id, body #>> '{variant_data,outcome}' AS outcome,
                           date_bin('2 seconds', ts, 'epoch') AS bucket
                    FROM event WHERE body @> ?) matching
              GROUP BY GROUPING SETS ((event_type), (user_id), (outcome), (bucket)))
            SELECT field, event_type, user_id, outcome, bucket, n
            FROM (SELECT *, row_number() OVER (PARTITION BY field ORDER BY n DESC) AS place FROM counted) placed
            WHERE place <= 10 OR field = 14
            ORDER BY field, n DESC
            """;

    private final SplittableRandom random = new SplittableRandom(5);
    private final long events;
    private final Instant first;
    private final Instant last;
    private final List<DeepPage> deep;
    private final List<MeasuredQuery> queries = new ArrayList<>();

    /**
     * A place far down a list.
     *
     * @param number of the page, of 100 events each
     * @param target of the page for the service
     * @param below the seq that its events are below
     */
    record DeepPage(long number, String target, long below) {}

    private MeasuredQueries(long events, Instant first, Instant last, List<DeepPage> deep) {
        this.events = events;
        this.first = first;
        this.last = last;
        this.deep = deep;
    }

    /**
     * The queries about a log.
     *
     * @param events their number; their resources have the numbers from 0
     * @param first when the first was accepted
     * @param last when the last was
     * @param deep pages of the list of the most frequent type
     */
    static List<MeasuredQuery> about(long events, Instant first, Instant last, List<DeepPage> deep) {
        MeasuredQueries asking = new MeasuredQueries(events, first, last, deep);
        asking.exact();
        asking.ranges();
        asking.words();
        asking.places();
        asking.counts();
        return asking.queries;
    }

    private void exact() {
        page("frequent type", "event_type = ?", () -> {
            String type = type(random.nextInt(3));
            return draw("event_type=" + type, type);
        });
        page("rare user", "user_id = ?", () -> {
            String user = user(EventGenerator.USERS / 2 + random.nextInt(EventGenerator.USERS / 2));
            return draw("user_id=" + user, user);
        });
        page("type and user", "event_type = ? AND user_id = ?", () -> {
            String type = type(random.nextInt(3));
            String user = user(random.nextInt(1_000));
            return draw("event_type=" + type + "&user_id=" + user, type, user);
        });
        page("unique id", HAS, () -> byResource(random.nextLong(events)));
        page("absent value", HAS, () -> byResource(SearchBench.NOWHERE + random.nextLong(events)));
        page("two frequent values that never meet", "event_type = ? AND " + HAS, () -> denied(type(0)));
        page("two frequent values that seldom meet", "event_type = ? AND " + HAS, () -> denied(type(1)));
    }

    private void ranges() {
        page(
                "range, 1 % of the events",
                "(body -> 'variant_data' -> 'amount')::float8 BETWEEN ? AND ?", () -> {
                    double low = random.nextInt(990);
                    return draw(
                            String.format(
                                    Locale.ROOT,
                                    "variant_data.amount%%3E=%s&variant_data.amount%%3C=%s",
                                    low,
                                    low + 10),
                            low,
                            low + 10);
                });
        page("prefix of a user", "user_id >= ? AND user_id < ?", () -> {
            int start = 1_010 + random.nextInt(480);
            return draw("user_id=user-" + start + "*", "user-" + start, "user-" + (start + 1));
        });
    }

    private void words() {
        page("word", TEXT + "to_tsquery('simple', ?)", () -> {
            String word = word(random.nextInt());
            return draw("q=" + word, word);
        });
        page("two words", TEXT + "to_tsquery('simple', ?)", () -> {
            int one = random.nextInt();
            return draw("q=" + word(one) + "+" + word(one + 1), word(one) + " & " + word(one + 1));
        });
        page("phrase", TEXT + "phraseto_tsquery('simple', ?)", () -> {
            int one = random.nextInt();
            return draw("q=%22" + word(one) + "+" + word(one + 1) + "%22", word(one) + " " + word(one + 1));
        });
    }

    private void places() {
        String name = String.format(
                Locale.ROOT, "page %,d of a frequent type", deep.get(0).number());
        queries.add(new MeasuredQuery(
                name,
                Kind.PAGE,
                PAGE.formatted("event_type = ? AND seq < ?"),
                deep.stream()
                        .map(page -> new Draw(page.target(), List.of(type(0), page.below())))
                        .toList()));
        page("1/24 of the time and a type", "ts >= ? AND ts < ? AND event_type = ?", () -> {
            Duration span = Duration.between(first, last);
            Instant from = first.plusMillis(random.nextLong(Math.max(1, span.toMillis() * 23 / 24)));
            Instant to = from.plus(span.dividedBy(24).plusNanos(999).truncatedTo(ChronoUnit.MICROS));
            String type = type(random.nextInt(20));
            return draw(
                    "event_type=" + type + "&from=" + from + "&to=" + to,
                    from.atOffset(ZoneOffset.UTC),
                    to.atOffset(ZoneOffset.UTC),
                    type);
        });
    }

    private void counts() {
        add("count of a frequent type", Kind.COUNT, "SELECT count(*) FROM event WHERE event_type = ?", () -> {
            String type = type(random.nextInt(3));
            return new Draw("/events/stats?event_type=" + type, List.of(type));
        });
        add(
                "count of a type and a value",
                Kind.COUNT,
                "SELECT count(*) FROM event WHERE event_type = ? AND " + HAS,
                () -> {
                    String type = type(random.nextInt(20));
                    return new Draw(
                            "/events/stats?variant_data.outcome=failure&event_type=" + type,
                            List.of(type, new Json("{\"variant_data\":{\"outcome\":\"failure\"}}")));
                });
        add("count, histogram and three facets of a third of the events", Kind.STATS, FACETS, () -> {
            String currency = List.of("EUR", "USD", "CHF").get(random.nextInt(3));
            return new Draw(
                    "/events/stats?histogram=true&facets=event_type,user_id,variant_data.outcome"
                            + "&variant_data.currency=" + currency,
                    List.of(new Json("{\"variant_data\":{\"currency\":\"" + currency + "\"}}")));
        });
    }

    private static Draw byResource(long number) {
        String resource = resource(number);
        return draw(
                "variant_data.resource.id=" + resource,
                new Json("{\"variant_data\":{\"resource\":{\"id\":\"" + resource + "\"}}}"));
    }

    private static Draw denied(String type) {
        return draw(
                "variant_data.outcome=denied&event_type=" + type,
                type,
                new Json("{\"variant_data\":{\"outcome\":\"denied\"}}"));
    }

    private static Draw draw(String filter, Object... values) {
        return new Draw("/events?" + filter, List.of(values));
    }

    private void page(String name, String condition, Supplier<Draw> draws) {
        add(name, Kind.PAGE, PAGE.formatted(condition), draws);
    }

    private void add(String name, Kind kind, String sql, Supplier<Draw> draws) {
        queries.add(new MeasuredQuery(
                name, kind, sql, Stream.generate(draws).limit(DRAWS).toList()));
    }
}
