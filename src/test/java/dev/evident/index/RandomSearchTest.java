package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.IndexMessages.Hits;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.event.StoredEvent;
import dev.evident.query.SeqRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of queries over events of every kind, compared with what a scan of the events finds. */
class RandomSearchTest {
    private static final int EVENTS = 400;
    private static final int QUERIES = 3_400;

    private final Random random = new Random(20_261_123);
    private final List<FlatEvent> events = new ArrayList<>();
    private int hits;

    @Test
    void aSearchFindsWhatAScanFindsAlsoAfterARestartAndARebuild(@TempDir Path first, @TempDir Path second)
            throws IOException {
        EventSource source = new EventSource(random);
        for (int i = 0; i < EVENTS; i++) {
            events.add(FlatEvent.of(source.next()));
        }
        try (LuceneIndex index = filled(first)) {
            compare(index);
            index.commit();
        }
        try (LuceneIndex restarted = LuceneIndex.open(FSDirectory.open(first))) {
            compare(restarted);
        }
        try (LuceneIndex rebuilt = filled(second)) {
            compare(rebuilt);
        }
        assertThat(hits).as("queries that find something").isGreaterThan(QUERIES);
    }

    private LuceneIndex filled(Path directory) throws IOException {
        LuceneIndex index = LuceneIndex.create(FSDirectory.open(directory));
        List<StoredEvent> page = new ArrayList<>();
        for (FlatEvent event : events) {
            page.add(TinyRecord.event(index.next() + page.size(), event.json()));
            if (random.nextInt(25) == 0) {
                if (random.nextBoolean()) {
                    index.add(page);
                } else {
                    index.add(Block.of(page).orElseThrow());
                }
                page.clear();
                Questions.ask(index, Questions.search()); // each look makes a segment
            }
        }
        index.add(page);
        return index;
    }

    private void compare(LuceneIndex index) throws IOException {
        RandomQuery queries = new RandomQuery(random, events);
        for (int i = 0; i < QUERIES; i++) {
            RandomQuery.Made made = queries.next();
            boolean oldestFirst = random.nextBoolean();
            List<Long> expected = new ArrayList<>();
            for (int seq = 0; seq < events.size(); seq++) {
                if (made.meaning().test(events.get(seq))) {
                    expected.add((long) seq);
                }
            }
            if (!oldestFirst) {
                Collections.reverse(expected);
            }
            hits += expected.isEmpty() ? 0 : 1;
            String query = made.query() + (oldestFirst ? "&order=asc" : "");
            int limit = random.nextInt(3) == 0 ? 10 + random.nextInt(100) : EVENTS;
            assertThat(pages(index, query, limit)).as("%s", query).isEqualTo(expected);
        }
    }

    private static List<Long> pages(LuceneIndex index, String query, int limit) throws IOException {
        Search whole = Questions.search(query + "&limit=" + limit);
        List<Long> all = new ArrayList<>();
        SeqRange left = SeqRange.ALL;
        while (true) {
            Hits page = Questions.ask(
                    index,
                    new Search(whole.conditions().within(left), whole.oldestFirst(), limit, whole.cancellation()));
            all.addAll(page.seqs());
            if (!page.more()) {
                return all;
            }
            long last = all.get(all.size() - 1);
            left = whole.oldestFirst() ? new SeqRange(last + 1, Long.MAX_VALUE) : new SeqRange(0, last);
        }
    }
}
