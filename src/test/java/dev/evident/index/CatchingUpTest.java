package dev.evident.index;

import static dev.evident.index.Service.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.bus.IndexMessages;
import dev.evident.event.RedactionEvent;
import dev.evident.event.RedactionEvent.Target;
import dev.evident.event.StoredEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that is so far behind the record that it takes in whole blocks of events. */
class CatchingUpTest {
    private static final int EVENTS = Indexer.FAR_BEHIND + 3 * Indexer.BLOCK_EVENTS + 4_321;
    private static final int REDACTED = 17;
    private static final int REDACTION = Indexer.BLOCK_EVENTS + 100;

    private final Random random = new Random(3);

    @TempDir
    private Path directory;

    private Service service;
    private TinyRecord record;

    @BeforeEach
    void create() {
        service = new Service(directory.resolve("index"));
        record = new TinyRecord(service, 3_000);
        String[] events =
                IntStream.range(0, EVENTS).mapToObj(CatchingUpTest::event).toArray(String[]::new);
        events[REDACTION] = RedactionEvent.body("a", null, "r", List.of(new Target(REDACTED, null)), List.of())
                .text();
        record.add(events);
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void everyEventIsFoundOnceAndWhatWasRedactedIsNot() {
        service.start();
        service.awaitReady();
        assertWhole();

        record.append(event(EVENTS));

        assertThat(service.find("n", String.valueOf(EVENTS))).containsExactly((long) EVENTS);
    }

    @Test
    void aStopInTheMiddleLosesNothing() {
        service.start();
        await(() -> service.meter("evident_index_events") >= Indexer.BLOCK_EVENTS);
        service.stop();
        record.asked();

        service.start();
        service.awaitReady();

        assertWhole();
        assertThat(record.asked())
                .as("what was indexed before the stop is not asked for again")
                .allMatch(page -> page.from() >= Indexer.BLOCK_EVENTS - 1);
    }

    @Test
    void blocksFollowEachOther() throws IOException {
        List<StoredEvent> events = LongStream.range(0, 30)
                .mapToObj(seq -> TinyRecord.event(seq, event((int) seq)))
                .toList();
        Block first = Block.of(events.subList(0, 10)).orElseThrow();
        Block third = Block.of(events.subList(20, 30)).orElseThrow();
        try (LuceneIndex index = LuceneIndex.create(FSDirectory.open(directory))) {
            index.add(first);

            assertThatThrownBy(() -> index.add(third)).hasMessage("event 20 came where 10 was next");
            assertThatThrownBy(() -> index.add(first)).hasMessage("event 0 came where 10 was next");

            index.add(events.subList(10, 20));
            index.add(third);
            assertThat(index.lastId()).contains(events.get(29).id());
            assertThat(Questions.ask(index, Questions.search("kind=test&limit=100"))
                            .seqs())
                    .isEqualTo(IntStream.range(0, 30).mapToObj(i -> 29L - i).toList());
        }
    }

    private void assertWhole() {
        for (int i = 0; i < 500; i++) {
            int n = random.nextInt(EVENTS);
            List<Long> expected = n == REDACTED || n == REDACTION ? List.of() : List.of((long) n);
            assertThat(service.find("n", String.valueOf(n))).as("event %d", n).isEqualTo(expected);
        }
        assertThat(service.find("n", String.valueOf(REDACTED))).isEmpty();
        assertThat(service.find("event_type", RedactionEvent.TYPE)).containsExactly((long) REDACTION);
        assertThat(await(service.bus.request(IndexMessages.SEARCH, Questions.search("kind=test&limit=1000")))
                        .seqs())
                .as("the newest, without a gap")
                .isEqualTo(
                        IntStream.range(0, 1_000).mapToObj(i -> EVENTS - 1L - i).toList());
    }

    private static String event(int n) {
        return "{\"event_type\":\"a\",\"kind\":\"test\",\"n\":" + n + "}";
    }
}
