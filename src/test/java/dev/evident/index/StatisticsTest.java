package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.StatsMessages.Bucket;
import dev.evident.bus.StatsMessages.Facet;
import dev.evident.bus.StatsMessages.Histogram;
import dev.evident.bus.StatsMessages.Response;
import dev.evident.bus.StatsMessages.Value;
import dev.evident.event.Timestamps;
import dev.evident.index.StatsScan.Scanned;
import dev.evident.query.SeqRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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
    private StatsIndex index;

    @BeforeEach
    void index(@TempDir Path directory) throws IOException {
        index = new StatsIndex(directory);
        long micros = START;
        for (int seq = 0; seq < EVENTS; seq++) {
            micros += random.nextInt(3) * (long) random.nextInt(1_200_000_000);
            if (random.nextInt(4) == 0) {
                micros += Math.floorMod(-micros, 600_000_000); // where a bucket may begin
            }
            events.add(StatsScan.random(seq, micros, random));
            index.add(micros, events.get(seq).json());
            if (random.nextInt(40) == 0) {
                index.look(); // each look makes a segment
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
        Statistics statistics = new Statistics(fewMatches, 1_000, Long.MAX_VALUE, new DocSets(1 << 16, 1));
        for (int i = 0; i < COMBINATIONS; i++) {
            StatsScan scan = StatsScan.random(events, random);
            String shown = scan.toString();
            int limit = 1 + random.nextInt(8);
            String asked = scan.query() + "&facets=" + String.join(",", FACETS) + "&facet_limit=" + limit
                    + "&timezone=Europe/Berlin&buckets=" + (2 + random.nextInt(60));

            Response answer = index.ask(statistics, asked, scan.positions(), scan.range(), scan.tenant());

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
        assertThat(histogram.types()).as(shown).isEqualTo(StatsScan.types(matching, StatsHistogram.MAX_TYPES));
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

        Histogram histogram = index.ask(new Statistics(new DocSets()), asked, List.of(), range, Optional.empty())
                .histogram()
                .orElseThrow();

        assertThat(histogram.step()).isEqualTo("PT12H");
        histogram = index.ask(
                        new Statistics(new DocSets()),
                        asked.replace("buckets=20", "buckets=10"),
                        List.of(),
                        range,
                        Optional.empty())
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
}
