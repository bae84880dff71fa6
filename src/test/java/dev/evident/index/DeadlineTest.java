package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.StoredEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that takes too long, or that nobody waits for, ends. */
class DeadlineTest {
    private static final int EVENTS = 60_000;

    private LuceneIndex index;

    @BeforeEach
    void index(@TempDir Path directory) throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
        List<StoredEvent> page = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            String odd = i % 2 == 0 ? "even" : "odd";
            page.add(TinyRecord.event(
                    i, "{\"a\":\"" + odd + "\",\"b\":\"" + odd + "\",\"n\":" + i + ",\"ref\":\"r-" + i + "\"}"));
        }
        index.add(page);
        search("order=desc", System::nanoTime, new Cancellation());
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=odd&b=even", // two frequent values that never meet
                "a=odd&b=even&order=asc",
                "a!=odd&a!=even",
                "ref=r*&a=none",
                "ref!=r*",
                "n>=0&a=none",
                "q=odd+even",
                "q=-odd+-even",
                "q=\"even odd\"",
                "a=even&limit=1000&n>=59990"
            })
    void aLongSearchLooksAtTheClockOnTheWayAndEndsWhenTimeIsUp(String query) throws IOException {
        long inVain = looks("a=none");
        long looks = looks(query);
        assertThat(looks).isGreaterThan(inVain);

        AtomicLong look = new AtomicLong();
        Problem problem =
                refused(query, () -> look.incrementAndGet() < looks ? 0 : Long.MAX_VALUE / 2, new Cancellation());

        assertThat(problem.kind()).isEqualTo(Problem.Kind.QUERY_TIMEOUT);
        assertThat(problem.kind().status()).isEqualTo(503);
        assertThat(problem.members()).containsKey("retry_after");
    }

    @Test
    void aSearchThatCameTooLateIsNotStarted() {
        AtomicLong look = new AtomicLong();

        assertThat(refused("a=odd", () -> look.getAndIncrement() * 20_000_000_000L, new Cancellation())
                        .kind())
                .isEqualTo(Problem.Kind.QUERY_TIMEOUT);
        assertThat(look.get()).isEqualTo(2);
    }

    @Test
    void aCancelledSearchIsNotStarted() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();

        assertThat(refused("a=odd", () -> 0, cancelled).detail()).contains("cancelled");
    }

    @Test
    void aSearchIsCancelledOnTheWay() {
        Cancellation cancellation = new Cancellation();
        AtomicLong looks = new AtomicLong();

        Problem problem = refused(
                "a=odd&b=even",
                () -> {
                    if (looks.incrementAndGet() == 4) {
                        cancellation.cancel();
                    }
                    return 0;
                },
                cancellation);

        assertThat(problem.detail()).contains("cancelled");
        assertThat(looks.get()).isLessThan(8);
    }

    /** How often a search looks at the clock. */
    private long looks(String query) throws IOException {
        AtomicLong looks = new AtomicLong();
        search(query, looks::incrementAndGet, new Cancellation());
        return looks.get();
    }

    private Problem refused(String query, LongSupplier clock, Cancellation cancellation) {
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> search(query, clock, cancellation));
        assertThat(refused).as(query).isNotNull();
        return refused.problem();
    }

    private List<Long> search(String query, LongSupplier clock, Cancellation cancellation) throws IOException {
        Search search = Questions.search(query);
        Deadline deadline = new Deadline(clock, Duration.ofSeconds(10), cancellation);
        return index.search(Plan.of(search, new DocSets()), deadline, index.next())
                .seqs();
    }
}
