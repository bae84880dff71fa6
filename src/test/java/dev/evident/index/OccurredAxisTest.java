package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Hits;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StatsMessages.Histogram;
import dev.evident.bus.StatsMessages.Request;
import dev.evident.event.RedactionEvent;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.query.Axis;
import dev.evident.query.SeqRange;
import dev.evident.query.StatsQuery;
import dev.evident.query.StatsQueryParser;
import dev.evident.query.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Order, ranges and histograms by when events happened, compared with a scan of the events. */
class OccurredAxisTest {
    private static final int EVENTS = 600;
    private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");

    private final Random random = new Random(20_261_130);

    /** When the event at each position happened. */
    private final List<Long> happened = new ArrayList<>();

    private final List<String> kinds = new ArrayList<>();
    private LuceneIndex index;

    @BeforeEach
    void fill(@TempDir Path directory) throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
        while (happened.size() < EVENTS) {
            add();
            if (random.nextInt(40) == 0) {
                page(TimeRange.ALL, false, 10, EVENTS); // each look makes a segment
            }
            if (random.nextInt(150) == 0) {
                index.refresh();
            }
        }
        redact(List.of(3L, 77L, 500L));
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void pagesFollowWhenEventsHappened() throws IOException {
        for (int i = 0; i < 200; i++) {
            TimeRange range = new TimeRange(bound(), bound());
            boolean oldestFirst = random.nextBoolean();
            assertThat(all(range, oldestFirst, 1 + random.nextInt(60)))
                    .as("%s, oldest first %s", range, oldestFirst)
                    .isEqualTo(expected(range, oldestFirst, ""));
        }
    }

    @Test
    void pagesOfOneHeadNeitherRepeatNorLeaveOutWhileOthersArrive() throws IOException {
        int head = happened.size();
        List<Long> before = expected(TimeRange.ALL, false, "");
        List<Long> found = new ArrayList<>();
        Search next = search(TimeRange.ALL, false, 50, head);
        while (true) {
            Hits hits = Questions.ask(index, next);
            found.addAll(hits.seqs());
            for (int i = 0; i < 5; i++) {
                add();
            }
            if (!hits.more()) {
                break;
            }
            next = next.next(hits);
        }
        assertThat(found).isEqualTo(before);
        assertThat(happened.size()).isGreaterThan(head);
    }

    @Test
    void otherConditionsHoldToo() throws IOException {
        Search search = new Search(
                new Conditions(
                        List.of(Questions.any("event_type", "b")), List.of(), List.of(), SeqRange.ALL, TimeRange.ALL),
                Axis.OCCURRED,
                Optional.empty(),
                true,
                1_000,
                new Cancellation());

        assertThat(Questions.ask(index, search).seqs()).isEqualTo(expected(TimeRange.ALL, true, "b"));
    }

    @Test
    void theHistogramCountsWhenEventsHappened() throws IOException {
        for (String bounds : List.of("", "&from=2026-11-21T00:00:00Z", "&from=2026-11-20&to=2026-11-22")) {
            Histogram histogram = histogram("axis=occurred&buckets=20" + bounds);
            assertThat(histogram.buckets()).isNotEmpty();
            histogram.buckets().forEach(bucket -> {
                long count = happened.stream()
                        .filter(micros -> micros >= bucket.from() && micros < bucket.to())
                        .count();
                assertThat(bucket.count()).as("%s", bucket).isEqualTo(count);
            });
            long first = histogram.buckets().get(0).from();
            long after = histogram.buckets().get(histogram.buckets().size() - 1).to();
            if (bounds.isEmpty()) {
                assertThat(happened).allMatch(micros -> micros >= first && micros < after);
            }
        }
    }

    private Histogram histogram(String query) throws IOException {
        StatsQuery parsed = StatsQueryParser.parse(query, Questions.CLOCK);
        TimeRange range = new TimeRange(parsed.events().from(), parsed.events().to());
        Conditions conditions = new Conditions(List.of(), List.of(), List.of(), SeqRange.ALL, range);
        Deadline deadline = new Deadline(Duration.ofMinutes(1), new Cancellation());
        Request request = new Request(parsed, conditions, Optional.empty(), new Cancellation());
        Statistics statistics = new Statistics(Questions.SETS);
        return index.look(index.next(), snapshot -> deadline.in(() -> statistics.answer(snapshot, request, deadline)))
                .histogram()
                .orElseThrow();
    }

    private List<Long> all(TimeRange range, boolean oldestFirst, int limit) throws IOException {
        List<Long> all = new ArrayList<>();
        Search next = search(range, oldestFirst, limit, happened.size());
        while (true) {
            Hits hits = Questions.ask(index, next);
            all.addAll(hits.seqs());
            if (!hits.more()) {
                return all;
            }
            next = next.next(hits);
        }
    }

    private Hits page(TimeRange range, boolean oldestFirst, int limit, int head) throws IOException {
        return Questions.ask(index, search(range, oldestFirst, limit, head));
    }

    private static Search search(TimeRange range, boolean oldestFirst, int limit, int head) {
        Conditions conditions = new Conditions(List.of(), List.of(), List.of(), new SeqRange(0, head), range);
        return new Search(conditions, Axis.OCCURRED, Optional.empty(), oldestFirst, limit, new Cancellation());
    }

    /** What a scan finds; an empty kind is every one. */
    private List<Long> expected(TimeRange range, boolean oldestFirst, String kind) {
        List<Long> found = new ArrayList<>(IntStream.range(0, happened.size())
                .filter(seq -> kind.isEmpty() || kinds.get(seq).equals(kind))
                .filter(seq -> range.from() == null || happened.get(seq) >= range.from())
                .filter(seq -> range.to() == null || happened.get(seq) < range.to())
                .mapToObj(seq -> (long) seq)
                .sorted(Comparator.comparingLong((Long seq) -> happened.get(seq.intValue()))
                        .thenComparing(Comparator.naturalOrder()))
                .toList());
        if (!oldestFirst) {
            Collections.reverse(found);
        }
        return found;
    }

    private @Nullable Long bound() {
        return random.nextInt(3) == 0 ? null : Long.valueOf(happened.get(random.nextInt(happened.size())));
    }

    /** Many happen at the same time, some after they were accepted, and some do not say when. */
    private void add() throws IOException {
        String kind = random.nextBoolean() ? "a" : "b";
        Instant time = DAY.plusSeconds(3_600L * random.nextInt(80));
        String said =
                switch (random.nextInt(4)) {
                    case 0 -> "";
                    case 1 -> ",\"occurred_at\":\"yesterday\"";
                    default -> ",\"occurred_at\":\"" + time + "\"";
                };
        StoredEvent event =
                TinyRecord.event(index.next(), "{\"event_type\":\"" + kind + "\",\"user_id\":\"u\"" + said + "}");
        index.add(List.of(event));
        kinds.add(kind);
        happened.add(said.contains("T") ? Timestamps.micros(time) : event.micros());
    }

    /** What is redacted counts with the time at which it was accepted. */
    private void redact(List<Long> seqs) throws IOException {
        StoredEvent event = TinyRecord.event(
                index.next(),
                RedactionEvent.body(
                                "a",
                                null,
                                "r",
                                seqs.stream()
                                        .map(seq -> new RedactionEvent.Target(seq, null))
                                        .toList(),
                                List.of())
                        .text());
        index.add(List.of(event));
        happened.add(event.micros());
        kinds.add(RedactionEvent.TYPE);
        for (long seq : seqs) {
            happened.set((int) seq, TinyRecord.event(seq, "{}").micros());
            kinds.set((int) seq, "");
        }
    }
}
