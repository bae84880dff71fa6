package dev.evident.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RawFiles;
import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.StatsMessages.Request;
import dev.evident.bus.StatsMessages.Response;
import dev.evident.event.NewEvent;
import dev.evident.event.Redaction;
import dev.evident.event.RedactionEvent;
import dev.evident.event.StoredEvent;
import dev.evident.query.SeqRange;
import dev.evident.query.StatsQuery;
import dev.evident.query.StatsQueryParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An index that takes in redactions answers as one that never saw what was redacted, whether it has purged it yet or not.
 */
class PurgingTest {
    private static final int EVENTS = 300;
    private static final int QUERIES = 300;
    private static final String FACETS = "facets=event_type,user_id,source,variant_data.size,variant_data.note";

    private final Random random = new Random(8);
    private final List<StoredEvent> log = new ArrayList<>();
    private final List<Long> redacted = new ArrayList<>();
    private LuceneIndex index;

    @TempDir
    private Path directory;

    @TempDir
    private Path other;

    @BeforeEach
    void fill() throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
        EventSource source = new EventSource(random);
        while (index.next() < EVENTS) {
            if (random.nextInt(40) == 0) {
                addBlock(source, Math.min(1 + random.nextInt(50), EVENTS - (int) index.next()));
            } else {
                add(TinyRecord.event(index.next(), source.next()));
            }
            if (random.nextInt(30) == 0) {
                look();
            }
        }
        for (int redactions = 0; redactions < 5; redactions++) {
            List<Long> seqs = new ArrayList<>(LongStream.range(0, index.next())
                    .filter(seq -> !redacted.contains(seq) && seq < EVENTS)
                    .boxed()
                    .toList());
            Collections.shuffle(seqs, random);
            redact(seqs.subList(0, 20));
        }
        redact(LongStream.range(0, 40)
                .boxed()
                .filter(seq -> !redacted.contains(seq))
                .toList()); // a segment in full
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void marksHideWhatIsToBeErasedAndErasingChangesNothingAnybodySees() throws IOException {
        List<String> asRebuilt = rebuilt();
        compare();
        assertThat(index.redactions().left()).isEqualTo(redacted.size());
        assertThat(answers(index)).isEqualTo(asRebuilt);

        assertThat(index.redactions().purge()).isTrue();

        assertThat(index.redactions().left()).isZero();
        compare();
        assertThat(answers(index)).isEqualTo(asRebuilt);
        assertThat(index.redactions().purge()).as("there is nothing left to do").isFalse();
    }

    @Test
    void marksOutliveARestartAndSoDoesWhatWasErased() throws IOException {
        look();
        index.commit();
        index.close();
        index = LuceneIndex.open(FSDirectory.open(directory));
        assertThat(index.redactions().left()).isEqualTo(redacted.size());
        assertThat(index.redactions().isPurgeDue()).isTrue();
        compare();

        index.redactions().purge();
        index.commit();
        index.close();
        index = LuceneIndex.open(FSDirectory.open(directory));
        assertThat(index.redactions().left()).isZero();
        compare();
    }

    @Test
    void mergesOfOthersEraseToo() throws IOException {
        for (int segments = 0; segments < 40; segments++) {
            add(TinyRecord.event(index.next(), new EventSource(random).next()));
            look(); // ten small segments are merged into one
        }
        compare();
        index.redactions().purge();
        compare();
    }

    @Test
    void theFilesHoldNoTraceOfIt() throws IOException {
        long seq = index.next();
        add(TinyRecord.event(
                seq,
                "{\"event_type\":\"axolotl\",\"user_id\":\"quetzal\",\"tenant\":\"acme\",\"variant_data\":"
                        + "{\"zirconium\":\"marmalade\",\"n\":71717171}}"));
        index.commit();
        assertThat(RawFiles.with("quetzal", directory)).isNotEmpty();
        redact(List.of(seq), "acme");
        index.redactions().purge();
        index.commit();
        index.refresh();

        for (String trace : List.of("axolotl", "quetzal", "zirconium", "marmalade")) {
            assertThat(RawFiles.with(trace, directory)).as(trace).isEmpty();
        }
        assertThat(Questions.ask(index, Questions.search("tenant=acme")).seqs()).containsExactly(seq);
    }

    @Test
    void eventsThatRedactOthersAreInNoBlock() throws IOException {
        StoredEvent event = TinyRecord.event(0, new EventSource(random).next());
        StoredEvent redaction = TinyRecord.event(1, says(List.of(0L)).text());

        assertThat(Block.of(List.of(event))).isPresent();
        assertThat(Block.of(List.of(event, redaction))).isEmpty();
    }

    @Test
    void aRedactionThatIsTakenInAgainMarksNothing() throws IOException {
        index.redactions().purge();
        index.commit();
        add(new StoredEvent(index.next(), 1, new byte[16], says(redacted)));
        look();
        assertThat(index.redactions().left()).isZero();
    }

    /** Answers of an index made from the record as it is now. */
    private List<String> rebuilt() throws IOException {
        List<StoredEvent> now = log.stream()
                .map(event -> redacted.contains(event.seq())
                        ? new StoredEvent(
                                event.seq(),
                                event.id(),
                                event.micros(),
                                new byte[16],
                                event.header(),
                                new byte[0],
                                new Redaction(new byte[32], EVENTS, "r", "a", 1),
                                false)
                        : event)
                .toList();
        try (LuceneIndex made = LuceneIndex.create(FSDirectory.open(other))) {
            made.add(now);
            List<String> answers = answers(made);
            assertThat(made.redactions().left()).isZero();
            return answers;
        }
    }

    /** Every search finds what a scan finds of which the redacted events have nothing. */
    private void compare() throws IOException {
        List<FlatEvent> before =
                log.stream().map(event -> FlatEvent.of(event.text())).toList();
        RandomQuery queries = new RandomQuery(random, before.subList(0, EVENTS));
        FlatEvent nothing = FlatEvent.of("{}");
        for (int i = 0; i < QUERIES; i++) {
            RandomQuery.Made made = queries.next();
            List<Long> expected = new ArrayList<>();
            for (int seq = log.size() - 1; seq >= 0; seq--) {
                FlatEvent event = redacted.contains((long) seq) ? nothing : before.get(seq);
                if (made.meaning().test(event)) {
                    expected.add((long) seq);
                }
            }
            boolean oldestFirst = random.nextBoolean();
            if (oldestFirst) {
                Collections.reverse(expected);
            }
            String query = made.query() + (oldestFirst ? "&order=asc" : "");
            for (int limit : new int[] {1_000, 7}) {
                assertThat(Questions.ask(index, Questions.search(query + "&limit=" + limit))
                                .seqs())
                        .as("%s", query)
                        .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
            }
        }
    }

    private static List<String> answers(LuceneIndex index) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int fewMatches : new int[] {0, 1_000_000}) {
            Statistics statistics = new Statistics(fewMatches, 1_000, Long.MAX_VALUE, new DocSets(1 << 16, 1));
            for (String filter : List.of("", "user_id=alice", "user_id!=alice", "event_type=login*", "q=refund")) {
                String query = filter + "&" + FACETS + "&facet_limit=50&fields=true";
                answers.add(query + " " + ask(index, statistics, query.replaceAll("^&", "")));
            }
        }
        return answers;
    }

    private static Response ask(LuceneIndex index, Statistics statistics, String query) throws IOException {
        StatsQuery parsed = StatsQueryParser.parse(query, Questions.CLOCK);
        Conditions conditions =
                new Conditions(parsed.events().fields(), parsed.events().text(), List.of(), SeqRange.ALL);
        Deadline deadline = new Deadline(Duration.ofMinutes(1), new Cancellation());
        Request question = new Request(parsed, conditions, Optional.empty(), new Cancellation());
        return index.look(index.next(), snapshot -> deadline.in(() -> statistics.answer(snapshot, question, deadline)));
    }

    private void add(StoredEvent event) throws IOException {
        index.add(List.of(event));
        log.add(event);
    }

    private void addBlock(EventSource source, int size) throws IOException {
        List<StoredEvent> events = LongStream.range(index.next(), index.next() + size)
                .mapToObj(seq -> TinyRecord.event(seq, source.next()))
                .toList();
        index.add(Block.of(events).orElseThrow());
        log.addAll(events);
    }

    private void redact(List<Long> seqs) throws IOException {
        redact(seqs, null);
    }

    private void redact(List<Long> seqs, @Nullable String tenant) throws IOException {
        redacted.addAll(seqs);
        String body = says(seqs, tenant).text();
        add(TinyRecord.event(index.next(), new String(body.getBytes(UTF_8), UTF_8)));
    }

    private static NewEvent says(List<Long> seqs) {
        return says(seqs, null);
    }

    private static NewEvent says(List<Long> seqs, @Nullable String tenant) {
        return RedactionEvent.body(
                "a",
                null,
                "r",
                seqs.stream().map(seq -> new RedactionEvent.Target(seq, tenant)).toList(),
                List.of());
    }

    private void look() throws IOException {
        index.look(index.next(), Snapshot::size);
    }
}
