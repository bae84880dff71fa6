package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.SeqFilter;
import dev.evident.bus.StatsMessages.Answer;
import dev.evident.bus.StatsMessages.Bucket;
import dev.evident.bus.StatsMessages.Facet;
import dev.evident.bus.StatsMessages.Fields;
import dev.evident.bus.StatsMessages.Histogram;
import dev.evident.bus.StatsMessages.Kind;
import dev.evident.bus.StatsMessages.Question;
import dev.evident.bus.StatsMessages.Value;
import dev.evident.event.EventBody;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.index.StatsScan.Scanned;
import dev.evident.query.SeqRange;
import dev.evident.query.StatsQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts over an index of many segments, compared with a scan of everything. */
class StatisticsTest {
    private static final int EVENTS = 500;
    private static final int COMBINATIONS = 150;
    private static final long START = Instant.parse("2026-10-24T20:00:00Z").getEpochSecond() * 1_000_000;

    private static final List<String> FACETS =
            List.of("event_type", "user_id", "source", "tenant", "variant_data.status", "status", "variant_data.tags");

    private final Random random = new Random(3);
    private final List<Scanned> events = new ArrayList<>();
    private LuceneIndex index;

    @BeforeEach
    void index(@TempDir Path directory) throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
        long micros = START;
        for (int seq = 0; seq < EVENTS; seq++) {
            micros += random.nextInt(3) * (long) random.nextInt(1_200_000_000);
            events.add(StatsScan.random(seq, micros, random));
            add(micros, events.get(seq).json());
            if (random.nextInt(40) == 0) {
                ask(new Statistics(), "", List.of(), SeqRange.ALL, Optional.empty()); // each look makes a segment
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 1_000_000})
    void anyConditionsCountWhatAScanCounts(int fewMatches) throws IOException {
        Statistics statistics = new Statistics(fewMatches, 1_000);
        for (int i = 0; i < COMBINATIONS; i++) {
            StatsScan scan = StatsScan.random(events, random);
            String shown = scan.toString();
            int limit = 1 + random.nextInt(8);
            String asked = scan.query() + "&facets=" + String.join(",", FACETS) + "&facet_limit=" + limit
                    + "&timezone=Europe/Berlin&buckets=" + (2 + random.nextInt(60));

            Answer answer = ask(statistics, asked, scan.positions(), scan.range(), scan.tenant());

            assertThat(answer.count()).as(shown).isEqualTo(scan.matching("").size());
            for (int f = 0; f < FACETS.size(); f++) {
                List<Value> all = scan.values(FACETS.get(f));
                assertThat(answer.facets().get(f))
                        .as("%s of %s", FACETS.get(f), shown)
                        .isEqualTo(new Facet(
                                FACETS.get(f),
                                all.size(),
                                false,
                                all.stream().limit(limit).toList()));
            }
            requireHistogram(answer.histogram().orElseThrow(), scan, shown);
        }
    }

    private static void requireHistogram(Histogram histogram, StatsScan scan, String shown) {
        List<Scanned> matching = scan.matching("");
        if (matching.isEmpty()) {
            assertThat(histogram.buckets()).as(shown).isEmpty();
            return;
        }
        assertThat(histogram.types()).as(shown).isEqualTo(StatsScan.types(matching, StatsHistogram.MOST_TYPES));
        long edge = histogram.buckets().get(0).from();
        long sum = 0;
        for (Bucket bucket : histogram.buckets()) {
            List<Scanned> inside = matching.stream()
                    .filter(event -> event.micros() >= bucket.from() && event.micros() < bucket.to())
                    .toList();
            assertThat(bucket.from()).as(shown).isEqualTo(edge);
            assertThat(bucket.count()).as(shown).isEqualTo(inside.size());
            for (int t = 0; t < histogram.types().size(); t++) {
                String type = histogram.types().get(t);
                assertThat(bucket.types().get(t)).as(shown).isEqualTo((int) inside.stream()
                        .filter(event -> event.type().equals(type))
                        .count());
            }
            edge = bucket.to();
            sum += bucket.count();
        }
        assertThat(sum).as(shown).isEqualTo(matching.size());
    }

    @Test
    void aHistogramCoversTheTimeAskedForWithLocalDays() throws IOException {
        long from = Instant.parse("2026-10-24T21:00:00Z").getEpochSecond() * 1_000_000;
        List<Scanned> inside =
                events.stream().filter(event -> event.micros() >= from).toList();
        SeqRange range = new SeqRange(inside.get(0).seq(), Long.MAX_VALUE);
        String asked = "from=2026-10-24T21:00:00Z&to=2026-11-02T12:00:00Z&buckets=20&timezone=Europe/Berlin";

        Histogram histogram = ask(new Statistics(), asked, List.of(), range, Optional.empty())
                .histogram()
                .orElseThrow();

        assertThat(histogram.step()).isEqualTo("PT12H");
        histogram = ask(new Statistics(), asked.replace("buckets=20", "buckets=10"), List.of(), range, Optional.empty())
                .histogram()
                .orElseThrow();
        assertThat(histogram.step()).isEqualTo("P1D");
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        for (int day = 0; day < 10; day++) {
            Bucket bucket = histogram.buckets().get(day);
            LocalDate date = LocalDate.of(2026, 10, 24).plusDays(day);
            assertThat(bucket.count())
                    .as("%s", date)
                    .isEqualTo(inside.stream()
                            .filter(event -> LocalDate.ofInstant(Timestamps.instant(event.micros()), berlin)
                                    .equals(date))
                            .count());
        }
        assertThat(Duration.ofNanos(1_000
                        * (histogram.buckets().get(1).to()
                                - histogram.buckets().get(1).from())))
                .as("the day on which clocks are put back")
                .isEqualTo(Duration.ofHours(25));
        assertThat(histogram.buckets()).hasSize(10);
        assertThat(Timestamps.format(histogram.buckets().get(0).from())).isEqualTo("2026-10-24T21:00:00.000000Z");
        assertThat(Timestamps.format(histogram.buckets().get(9).to())).isEqualTo("2026-11-02T12:00:00.000000Z");
    }

    @Test
    void thePathsAreThoseOfTheEventsThatTheCallerMaySee() throws IOException {
        add(Long.MAX_VALUE / 2, "{\"tenant\":\"a\",\"variant_data\":{\"x\":{\"y\":1,\"z.z\":\"s\"},\"n\":1}}");
        add(Long.MAX_VALUE / 2, "{\"tenant\":\"b\",\"variant_data\":{\"x\":{\"y\":[null,true]},\"n\":\"s\",\"b\":1}}");

        assertThat(paths(Optional.of("a")))
                .containsExactly(
                        "tenant [STRING]",
                        "variant_data.n [NUMBER]",
                        "variant_data.x.y [NUMBER]",
                        "variant_data.x.z\\.z [STRING]");
        assertThat(paths(Optional.of("b")))
                .containsExactly(
                        "tenant [STRING]",
                        "variant_data.b [NUMBER]",
                        "variant_data.n [STRING]",
                        "variant_data.x.y [BOOLEAN, NULL]");
        assertThat(paths(Optional.of("c"))).isEmpty();
        assertThat(paths(Optional.empty()))
                .contains(
                        "variant_data.n [STRING, NUMBER]",
                        "variant_data.x.y [NUMBER, BOOLEAN, NULL]",
                        "user_id [STRING]");
    }

    @Test
    void aThousandPathsAreTooManyToList() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            add(Long.MAX_VALUE / 2, "{\"variant_data\":{\"p" + i + "\":1}}");
        }

        Fields fields = ask(new Statistics(), "fields=true").fields().orElseThrow();

        assertThat(fields.paths()).hasSize(StatsPaths.MOST_PATHS);
        assertThat(fields.more()).isTrue();
    }

    private List<String> paths(Optional<String> tenant) throws IOException {
        return ask(new Statistics(), "fields=true", List.of(), SeqRange.ALL, tenant)
                .fields()
                .orElseThrow()
                .paths()
                .stream()
                .map(path -> path.path() + " " + new TreeSet<>(path.kinds()))
                .toList();
    }

    @Test
    void moreValuesThanCanBeCountedAreSaidToBeMany() throws IOException {
        Statistics statistics = new Statistics(0, 3);

        Facet users = ask(statistics, "facets=user_id,tenant").facets().get(0);
        Facet tenants = ask(statistics, "facets=user_id,tenant").facets().get(1);

        assertThat(users.highCardinality()).isTrue();
        assertThat(users.values()).isEmpty();
        assertThat(users.distinct()).isBetween(4L, (long) StatsScan.USERS);
        assertThat(tenants.highCardinality()).isFalse();
        assertThat(tenants.distinct()).isEqualTo(2);
        assertThat(ask(new Statistics(1_000, 3), "facets=user_id")
                        .facets()
                        .get(0)
                        .distinct())
                .as("so few events are counted one by one")
                .isEqualTo(StatsScan.USERS);
    }

    @Test
    void otherPathsAreCountedUpToSoManyValues() throws IOException {
        for (int i = 0; i < FacetTerms.MOST_VALUES; i++) {
            add(
                    Long.MAX_VALUE / 2,
                    "{\"event_type\":\"t\",\"variant_data\":{\"some\":" + i + ",\"many\":\"m" + i + "\"}}");
        }
        add(Long.MAX_VALUE / 2, "{\"event_type\":\"t\",\"variant_data\":{\"many\":\"one more\"}}");

        List<Facet> facets = ask(new Statistics(), "event_type=t&facets=some,many&facet_limit=2")
                .facets();

        assertThat(facets.get(0))
                .isEqualTo(new Facet(
                        "some",
                        FacetTerms.MOST_VALUES,
                        false,
                        List.of(new Value(Kind.NUMBER, "0", false, 1), new Value(Kind.NUMBER, "1", false, 1))));
        assertThat(facets.get(1)).isEqualTo(new Facet("many", FacetTerms.MOST_VALUES, true, List.of()));
    }

    @Test
    void valuesAreShownAsWhatTheyAre() throws IOException {
        String longText = "é".repeat(300);
        add(Long.MAX_VALUE / 2, "{\"x\":[5,\"5\",5.0,true,\"true\",null,0.50,\"" + longText + "\"]}");

        List<Value> values = ask(new Statistics(), "facets=x").facets().get(0).values();

        assertThat(values)
                .containsExactly(
                        new Value(Kind.STRING, "5", false, 1),
                        new Value(Kind.STRING, "true", false, 1),
                        new Value(Kind.STRING, "é".repeat(120), true, 1),
                        new Value(Kind.NUMBER, "5", false, 1),
                        new Value(Kind.NUMBER, "5e-1", false, 1),
                        new Value(Kind.BOOLEAN, "true", false, 1),
                        new Value(Kind.NULL, "null", false, 1));
    }

    private void add(long micros, String json) throws IOException {
        EventBody body = new EventBody(json.getBytes(StandardCharsets.UTF_8));
        index.add(List.of(new StoredEvent(index.next(), new UUID(7, index.next()), micros, new byte[16], body)));
    }

    private Answer ask(Statistics statistics, String query) throws IOException {
        return ask(statistics, query, List.of(), SeqRange.ALL, Optional.empty());
    }

    private Answer ask(
            Statistics statistics, String query, List<SeqFilter> positions, SeqRange range, Optional<String> tenant)
            throws IOException {
        StatsQuery parsed = StatsQuery.parse(query, InstantSource.system());
        Conditions conditions =
                new Conditions(parsed.events().fields(), parsed.events().text(), positions, range);
        Deadline deadline = new Deadline(Duration.ofMinutes(1), new Cancellation());
        Question question = new Question(parsed, conditions, tenant, new Cancellation());
        return index.look(index.next(), snapshot -> deadline.in(() -> statistics.answer(snapshot, question, deadline)));
    }
}
