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
        Statistics statistics = new Statistics(fewMatches, 1_000);
        for (int i = 0; i < COMBINATIONS; i++) {
            StatsScan scan = StatsScan.random(events, random);
            String shown = scan.toString();
            int limit = 1 + random.nextInt(8);
            String asked = scan.query() + "&facets=" + String.join(",", FACETS) + "&facet_limit=" + limit
                    + "&timezone=Europe/Berlin&buckets=" + (2 + random.nextInt(60));

            Answer answer = index.ask(statistics, asked, scan.positions(), scan.range(), scan.tenant());

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
        assertThat(histogram.types())
                .as(shown)
                .isEqualTo(StatsScan.types(matching, StatsHistogram.MOST_TYPES));
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
                assertThat(bucket.types().get(t))
                        .as(shown)
                        .isEqualTo((int) inside.stream()
                                .filter(event -> event.type().equals(type))
                                .count());
            }
            edge = bucket.to();
            sum += bucket.count();
        }
        assertThat(sum).as(shown).isEqualTo(matching.size());
    }

    private List<String> paths(Optional<String> tenant) throws IOException {
        return ask(new Statistics(), "fields=true", List.of(), SeqRange.ALL, tenant).fields().orElseThrow().paths().stream()
                .map(path -> path.path() + " " + new TreeSet<>(path.kinds()))
                .toList();
    }
}
