package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.RedactionEvent;
import dev.evident.event.RedactionEvent.Target;
import dev.evident.event.StoredEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of documents that are laid on top of each other find what stepping through lists finds. */
class FrequentFiltersTest {
    private static final int EVENTS = 30_000;
    private static final int QUERIES = 400;
    private static final long PLENTY = 1 << 20;
    private static final DocSets NONE = new DocSets(0, Integer.MAX_VALUE);

    private final Random random = new Random(19);
    private LuceneIndex index;

    /** Values of a are of all frequencies, b follows the position in long runs, c never meets b=run-0. */
    @BeforeEach
    void fill(@TempDir Path directory) throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
        List<StoredEvent> page = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            int a = Integer.numberOfTrailingZeros(random.nextInt() | 1 << 12);
            int run = i / 3_000 % 3;
            page.add(TinyRecord.event(
                    i,
                    "{\"event_type\":\"e\",\"a\":\"v" + a + "\",\"b\":\"run-" + run + "\",\"c\":\""
                            + (run == 0 ? "x" : "y") + "\",\"text\":\"word" + i % 2 + "\",\"n\":" + i + "}"));
            if (i == 20_000 || i == 29_000) {
                index.add(page);
                page.clear();
                find("a=v0", NONE); // makes a segment
            }
        }
        index.add(page);
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void theyFindWhatSteppingFinds() throws IOException {
        DocSets sets = new DocSets(PLENTY, 1);
        int found = 0;
        for (int i = 0; i < QUERIES; i++) {
            String query = query();
            List<Long> expected = find(query, NONE);
            assertThat(find(query, sets)).as(query).isEqualTo(expected);
            found += expected.size();
        }
        assertThat(found).isGreaterThan(QUERIES);
        assertThat(sets.bytes()).isPositive();
    }

    @Test
    void countsAreTheSame() throws IOException {
        for (String query : List.of("a=v0&b=run-1", "a=v0,v1&b=run-2&c=y", "b=run-0&c=y", "b=run-0&c=x&n>=100")) {
            String question = query + "&facets=a,b&fields=true";
            assertThat(count(question, new DocSets(PLENTY, 1))).as(query).isEqualTo(count(question, NONE));
        }
    }

    @Test
    void theLeastRecentlyUsedGoFirstAndTheBoundHolds() throws IOException {
        long one = DocSet.bytes(20_001); // of the one segment that is large enough
        DocSets sets = new DocSets(2 * DocSet.bytes(EVENTS), 10_000); // three of them
        find("b=run-0&c=y", sets);
        assertThat(sets.bytes()).isEqualTo(2 * one);

        find("a=v0&b=run-1", sets);
        find("a=v1&b=run-2", sets);
        assertThat(sets.bytes()).isEqualTo(3 * one);
        assertThat(looks("b=run-0&c=y", sets)).as("filled again, then known").isGreaterThan(looks("b=run-0&c=y", sets));
        for (int i = 0; i < QUERIES / 4; i++) {
            String query = query();
            assertThat(find(query, sets)).as(query).isEqualTo(find(query, NONE));
            assertThat(sets.bytes()).isLessThanOrEqualTo(3 * one);
        }
    }

    @Test
    void whatWouldPushItselfOutIsNotKept() throws IOException {
        DocSets sets = new DocSets(2 * DocSet.bytes(EVENTS) - 1, 1);
        assertThat(find("b=run-0&c=y", sets)).isEmpty();
        assertThat(sets.bytes()).isZero();
    }

    @Test
    void aSegmentThatIsSmallHasNoSets() throws IOException {
        DocSets sets = new DocSets(PLENTY, EVENTS + 1);
        assertThat(find("b=run-0&c=y", sets)).isEmpty();
        assertThat(sets.bytes()).isZero();
    }

    @Test
    void theyAreGoneWithTheSegmentAndWhenTheyAreForgotten() throws IOException {
        DocSets sets = new DocSets(PLENTY, 1);
        find("b=run-0&c=y", sets);
        assertThat(sets.bytes()).isPositive();
        sets.clear();
        assertThat(sets.bytes()).isZero();

        find("b=run-0&c=y", sets);
        assertThat(sets.bytes()).isPositive();
        index.close();
        assertThat(sets.bytes()).isZero();
    }

    @Test
    void whatIsRedactedIsNotFoundAnyMore() throws IOException {
        DocSets sets = new DocSets(PLENTY, 1);
        String query = "a=v1&b=run-0&n<5000";
        List<Long> before = find(query, sets);
        List<Long> redacted = before.subList(0, 50);
        index.add(List.of(TinyRecord.event(
                index.next(),
                RedactionEvent.body(
                                "a",
                                null,
                                "r",
                                redacted.stream()
                                        .map(seq -> new Target(seq, null))
                                        .toList(),
                                List.of())
                        .text())));

        List<Long> after = new ArrayList<>(before);
        after.removeAll(redacted);
        assertThat(find(query, sets)).doesNotContainAnyElementsOf(redacted).isEqualTo(after);
        index.redactions().purge();
        assertThat(find(query, sets)).isEqualTo(after);
    }

    @Test
    void aSearchThatFillsThemMindsItsDeadlineAndTheNextOneGoesOn() throws IOException {
        DocSets sets = new DocSets(PLENTY, 1);
        AtomicLong looks = new AtomicLong();
        ProblemException refused = catchThrowableOfType(
                ProblemException.class,
                () -> find("b=run-0&c=y", sets, () -> looks.incrementAndGet() < 5 ? 0 : Long.MAX_VALUE / 2));

        assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.QUERY_TIMEOUT);
        assertThat(find("b=run-0&c=y", sets)).isEmpty();
        assertThat(find("b=run-0&c=x", sets)).isEqualTo(find("b=run-0&c=x", NONE));
    }

    @Test
    void aPageThatIsFullSoonFillsTheStartOnly() throws IOException {
        DocSets sets = new DocSets(PLENTY, 1);
        assertThat(looks("a=v0&text=word1&limit=1", sets)).isLessThan(looks("b=run-0&c=y", new DocSets(PLENTY, 1)));
    }

    private String query() {
        List<String> parts = new ArrayList<>();
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
            parts.add(
                    switch (random.nextInt(8)) {
                        case 0, 1 -> "a=v" + random.nextInt(8);
                        case 2 -> "a=v0,v" + random.nextInt(8);
                        case 3, 4 -> "b=run-" + random.nextInt(3);
                        case 5 -> "c=" + (random.nextBoolean() ? "x" : "y");
                        case 6 -> "a!=v" + random.nextInt(3);
                        default -> "n>=" + random.nextInt(EVENTS);
                    });
        }
        if (random.nextInt(4) == 0) {
            parts.add("q=word" + random.nextInt(2));
        }
        parts.add("order=" + (random.nextBoolean() ? "asc" : "desc"));
        parts.add("limit=" + (1 + random.nextInt(1_000)));
        return String.join("&", parts);
    }

    private String count(String query, DocSets sets) throws IOException {
        Deadline deadline = new Deadline(Duration.ofMinutes(1), new Cancellation());
        Statistics statistics = new Statistics(sets);
        return index.look(
                        index.next(),
                        snapshot -> deadline.in(() -> statistics.answer(snapshot, Questions.stats(query), deadline)))
                .toString();
    }

    private long looks(String query, DocSets sets) throws IOException {
        AtomicLong looks = new AtomicLong();
        find(query, sets, looks::incrementAndGet);
        return looks.get();
    }

    private List<Long> find(String query, DocSets sets) throws IOException {
        return find(query, sets, () -> 0);
    }

    private List<Long> find(String query, DocSets sets, LongSupplier clock) throws IOException {
        Search search = Questions.search(query);
        Deadline deadline = new Deadline(clock, Duration.ofSeconds(10), search.cancellation());
        return index.search(Plan.of(search, sets), deadline, index.next()).seqs();
    }
}
