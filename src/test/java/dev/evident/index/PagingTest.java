package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Hits;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.IndexMessages.SeqFilter;
import dev.evident.event.StoredEvent;
import dev.evident.query.FieldFilter;
import dev.evident.query.SeqRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of an index of many segments, compared with a scan of everything. */
class PagingTest {
    private static final int EVENTS = 4_000;
    private static final int COMBINATIONS = 400;

    private final Random random = new Random(20_261_123);
    private final int[] colour = new int[EVENTS];
    private final int[][] sizes = new int[EVENTS][];
    private LuceneIndex index;

    @BeforeEach
    void index(@TempDir Path directory) throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
        List<StoredEvent> page = new ArrayList<>();
        for (int seq = 0; seq < EVENTS; seq++) {
            colour[seq] = random.nextInt(5);
            sizes[seq] = random.ints(random.nextInt(4), 0, 10).toArray();
            page.add(TinyRecord.event(seq, body(seq)));
            if (random.nextInt(60) == 0 || seq == EVENTS - 1) {
                index.add(page);
                page.clear();
                search(List.of(), List.of(), SeqRange.ALL, 1); // each look makes a segment
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void anyCombinationOfFiltersFindsWhatAScanFinds() throws IOException {
        for (int i = 0; i < COMBINATIONS; i++) {
            List<FieldFilter> filters = new ArrayList<>();
            LongPredicate expected = seq -> true;
            for (int f = random.nextInt(4); f > 0; f--) {
                boolean negated = random.nextInt(3) == 0;
                boolean byColour = random.nextBoolean();
                List<Integer> wanted = random.ints(1 + random.nextInt(3), 0, byColour ? 6 : 11)
                        .boxed()
                        .toList();
                LongPredicate matches = byColour
                        ? seq -> wanted.contains(colour[(int) seq])
                        : seq -> Arrays.stream(sizes[(int) seq]).anyMatch(wanted::contains);
                filters.add(new FieldFilter(
                        List.of(byColour ? "variant_data.colour" : "variant_data.sizes"),
                        negated,
                        Questions.exact(wanted.stream()
                                .map(n -> byColour ? "c" + n : n + ".0")
                                .toArray(String[]::new))));
                expected = expected.and(negated ? matches.negate() : matches);
            }
            List<SeqFilter> seqFilters = new ArrayList<>();
            for (int f = random.nextInt(3); f > 0; f--) {
                SeqFilter filter = new SeqFilter(random.nextBoolean(), List.of(range(), range()));
                seqFilters.add(filter);
                expected = expected.and(seq -> filter.negated()
                        != filter.ranges().stream().anyMatch(range -> range.from() <= seq && seq < range.to()));
            }
            SeqRange range = random.nextBoolean() ? SeqRange.ALL : range();
            expected = expected.and(seq -> range.from() <= seq && seq < range.to());
            List<Long> all = newestFirst(expected);

            boolean oldestFirst = random.nextBoolean();
            if (oldestFirst) {
                Collections.reverse(all);
            }
            Conditions conditions = new Conditions(filters, List.of(), seqFilters, range);
            Search shown = new Search(conditions, oldestFirst, 1 + random.nextInt(400), new Cancellation());
            assertThat(allPages(shown)).as("%s", shown).isEqualTo(all);
        }
    }

    @Test
    void morePagesAreAnnouncedExactlyWhenThereAre() throws IOException {
        assertThat(search(List.of(), List.of(), SeqRange.ALL, EVENTS).more()).isFalse();
        assertThat(search(List.of(), List.of(), SeqRange.ALL, EVENTS - 1).more())
                .isTrue();
        assertThat(search(List.of(), List.of(), SeqRange.of(17), 1)).isEqualTo(new Hits(List.of(17L), false));
        assertThat(search(List.of(), List.of(), new SeqRange(17, 17), 1)).isEqualTo(new Hits(List.of(), false));
        assertThat(search(List.of(), List.of(), new SeqRange(EVENTS, Long.MAX_VALUE), 1)
                        .seqs())
                .isEmpty();
    }

    @Test
    void theOldestAreFoundHoweverFarTheyAreApart(@TempDir Path directory) throws IOException {
        List<Long> rare = List.of(17L, 100_000L, 100_001L, 180_000L);
        try (LuceneIndex large = LuceneIndex.create(FSDirectory.open(directory))) {
            List<StoredEvent> page = new ArrayList<>();
            for (long seq = 0; seq < 200_000; seq++) {
                page.add(TinyRecord.event(seq, rare.contains(seq) ? "{\"a\":\"rare\"}" : "{}"));
            }
            large.add(page);
            for (int limit = 1; limit <= 4; limit++) {
                Hits oldest = Questions.ask(large, Questions.search("a=rare&order=asc&limit=" + limit));
                assertThat(oldest).isEqualTo(new Hits(rare.subList(0, limit), limit < 4));
            }
            assertThat(Questions.ask(large, Questions.search("a=rare")).seqs())
                    .containsExactly(180_000L, 100_001L, 100_000L, 17L);
        }
    }

    @Test
    void seqFiltersNameSinglePositions() throws IOException {
        List<SeqRange> some = List.of(SeqRange.of(0), SeqRange.of(EVENTS - 1), SeqRange.of(3), SeqRange.of(4));

        assertThat(search(List.of(), List.of(new SeqFilter(false, some)), SeqRange.ALL, 10)
                        .seqs())
                .containsExactly(EVENTS - 1L, 4L, 3L, 0L);
        assertThat(search(List.of(), List.of(new SeqFilter(true, some)), new SeqRange(0, 7), 10)
                        .seqs())
                .containsExactly(6L, 5L, 2L, 1L);
        assertThat(search(List.of(), List.of(new SeqFilter(false, List.of())), SeqRange.ALL, 10)
                        .seqs())
                .isEmpty();
    }

    private String body(int seq) {
        StringBuilder list = new StringBuilder();
        for (int size : sizes[seq]) {
            list.append(list.isEmpty() ? "" : ",").append(size);
        }
        return "{\"variant_data\":{\"colour\":\"c" + colour[seq] + "\",\"sizes\":[" + list + "]}}";
    }

    private SeqRange range() {
        long one = random.nextInt(EVENTS + 100);
        return switch (random.nextInt(3)) {
            case 0 -> SeqRange.of(one);
            case 1 -> new SeqRange(one, one + random.nextInt(300));
            default -> new SeqRange(random.nextInt(EVENTS), one);
        };
    }

    private static List<Long> newestFirst(LongPredicate expected) {
        return LongStream.iterate(EVENTS - 1, seq -> seq >= 0, seq -> seq - 1)
                .filter(expected)
                .boxed()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Reads on behind the last position of each page, as a cursor does. */
    private List<Long> allPages(Search first) throws IOException {
        List<Long> all = new ArrayList<>();
        Conditions rest = first.conditions();
        while (true) {
            Hits page =
                    Questions.ask(index, new Search(rest, first.oldestFirst(), first.limit(), first.cancellation()));
            all.addAll(page.seqs());
            if (!page.more()) {
                return all;
            }
            assertThat(page.seqs()).hasSize(first.limit());
            long last = all.get(all.size() - 1);
            rest = first.conditions()
                    .within(first.oldestFirst() ? new SeqRange(last + 1, Long.MAX_VALUE) : new SeqRange(0, last));
        }
    }

    private Hits search(List<FieldFilter> filters, List<SeqFilter> seqFilters, SeqRange range, int limit)
            throws IOException {
        return Questions.ask(index, Questions.search(filters, seqFilters, range, limit));
    }
}
