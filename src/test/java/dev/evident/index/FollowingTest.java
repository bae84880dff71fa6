package dev.evident.index;

import static dev.evident.index.Service.await;
import static dev.evident.index.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Hits;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StatsMessages;
import dev.evident.bus.StatsMessages.Response;
import dev.evident.event.Problem;
import dev.evident.query.FieldFilter;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the index follows a record that grows, and what callers see of it. */
class FollowingTest {
    private Service service;
    private TinyRecord record;

    @BeforeEach
    void create(@TempDir Path directory) {
        service = new Service(directory.resolve("index"));
        record = new TinyRecord(service, 7);
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void textWithoutAWordAndSearchesThatNobodyWaitsForAreRefused() {
        service.start();
        Search cancelled = Questions.search("n=0");
        cancelled.cancellation().cancel();

        Problem noWord = problem(service.bus.request(IndexMessages.SEARCH, Questions.search("q=---")));
        Problem inVain = problem(service.bus.request(IndexMessages.SEARCH, cancelled));

        assertThat(noWord.kind()).isEqualTo(Problem.Kind.INVALID_PARAMETER);
        assertThat(noWord.field()).isEqualTo("q");
        assertThat(inVain.kind()).isEqualTo(Problem.Kind.QUERY_TIMEOUT);
    }

    @Test
    void aQueryAfterACommitSeesTheEvent() {
        service.start();
        for (int i = 0; i < 200; i++) {
            record.append(event(i));
            assertThat(service.find("n", String.valueOf(i))).containsExactly((long) i);
        }
    }

    @Test
    void aQuerySeesWhatAnotherNodeCommittedBeforeIt() {
        service.start();
        for (int i = 0; i < 20; i++) {
            record.add(event(i)); // and nobody is told
            assertThat(service.find("n", String.valueOf(i))).containsExactly((long) i);
        }
    }

    @Test
    void manyQueriesAndCommitsAtOnceSeeAllThatCameBefore() {
        service.start();
        List<Future<Hits>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            record.append(event(i), event(-1));
            answers.add(service.ask("n", String.valueOf(i)));
        }
        for (int i = 0; i < 300; i++) {
            assertThat(await(answers.get(i)).seqs()).containsExactly(2L * i);
        }
        assertThat(service.find("n", "-1")).hasSize(300);
    }

    @Test
    void eventsFromBeforeTheStartAreIndexed() {
        record.add(events(0, 500));

        service.start();
        service.awaitReady();

        assertThat(service.find("kind", "test")).hasSize(500);
        assertThat(service.check().detail()).isEqualTo("The search index covers all 500 events.");
    }

    @Test
    void aRestartGoesOnWhereTheStopLeftOff() {
        record.add(events(0, 300));
        service.start();
        service.awaitReady();
        service.stop();
        record.add(events(300, 310));
        record.asked();

        service.start();

        assertThat(service.find("kind", "test")).hasSize(310);
        assertThat(record.asked())
                .as("the last event that the index has, to compare, and what comes after it")
                .allMatch(page -> page.from() >= 299)
                .anyMatch(page -> page.from() == 299);
        assertThat(service.meter("evident_index_rebuilds_total")).isZero();
    }

    @Test
    void whatWasIndexedIsCommittedFromTimeToTime() {
        service.start(new IndexSettings(Duration.ofSeconds(10), Duration.ofMillis(20), Duration.ofSeconds(10)));
        record.append(events(0, 10));
        await(() -> service.meter("evident_index_bytes") > 0);
    }

    @Test
    void aBusyStoreIsAskedAgain() {
        record.add(events(0, 20));
        record.failNext(3);
        service.start();
        service.awaitReady();
        record.failNext(2);
        record.append(event(20));

        assertThat(service.find("kind", "test")).hasSize(21);
    }

    @Test
    void queriesAreRefusedWhileTheIndexIsMade() {
        record.add(events(0, 30));
        record.hold();
        service.start();

        Problem problem = problem(service.ask("n", "1"));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.INDEX_BEHIND);
        assertThat(problem.detail())
                .isEqualTo("The search index is being rebuilt: 0 of 30 events (0 %)."
                        + " Unfiltered pages and writes work meanwhile.");
        assertThat(problem.members()).containsEntry("indexed", 0L).containsEntry("events", 30L);
        assertThat(problem.members().get("retry_after")).isInstanceOf(Integer.class);
        assertThat(service.check().isUp()).isFalse();
        assertThat(service.check().detail()).isEqualTo("The search index is being rebuilt: 0 of 30 events (0 %).");

        record.letGo();
        service.awaitReady();
        assertThat(service.find("n", "1")).containsExactly(1L);
    }

    @Test
    void aQueryWaitsNoLongerThanItMay() {
        service.start(new IndexSettings(Duration.ofMillis(50), Duration.ofHours(1), Duration.ofSeconds(10)));
        record.append(events(0, 10));
        assertThat(service.find("kind", "test")).hasSize(10);
        record.hold();
        record.append(event(10));

        Problem problem = problem(service.ask("n", "10"));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.INDEX_BEHIND);
        assertThat(problem.detail()).startsWith("The search index is catching up: 10 of 11 events (90 %).");
        assertThat(service.meter("evident_index_lag_events")).isEqualTo(1);
        assertThat(service.check().isUp()).as("it had caught up before").isTrue();

        record.letGo();
        await(() -> service.meter("evident_index_lag_events") == 0);
        assertThat(service.find("n", "10")).containsExactly(10L);
    }

    @Test
    void moreQueriesThanMayWaitAreRefused() {
        service.start();
        record.append(event(0));
        assertThat(service.find("n", "0")).hasSize(1);
        record.hold();
        record.append(event(1));
        List<Future<Hits>> waiting = IntStream.range(0, Searches.MAX_SEARCHES)
                .mapToObj(i -> service.ask("n", "1"))
                .toList();

        assertThat(problem(service.ask("n", "1")).kind()).isEqualTo(Problem.Kind.OVERLOADED);

        record.letGo();
        waiting.forEach(answer -> assertThat(await(answer).seqs()).containsExactly(1L));
        assertThat(service.find("n", "1")).containsExactly(1L);
    }

    @Test
    void countsHoldUpNoSearchAndAreRefusedBeyondTheirBound() {
        service.start();
        record.append(event(0));
        assertThat(service.find("n", "0")).hasSize(1);
        CountDownLatch released = new CountDownLatch(1);
        WorkerExecutor counting = service.vertx.createSharedWorkerExecutor("evident-stats");
        int threads = Runtime.getRuntime().availableProcessors();
        List<Future<Void>> slow = IntStream.range(0, threads)
                .mapToObj(i -> counting.<Void>executeBlocking(
                        () -> {
                            released.await();
                            return null;
                        },
                        false))
                .toList();
        List<Future<Response>> waiting = IntStream.range(0, Searches.MAX_COUNTS)
                .mapToObj(i -> service.bus.request(StatsMessages.STATS, Questions.stats("facets=n")))
                .toList();

        Problem refused = problem(service.bus.request(StatsMessages.STATS, Questions.stats("")));
        assertThat(service.find("n", "0")).as("a search while all counts wait").hasSize(1);

        assertThat(refused.kind()).isEqualTo(Problem.Kind.OVERLOADED);
        assertThat(refused.members()).containsEntry("retry_after", 1);
        assertThat(waiting).noneMatch(Future::isComplete);
        released.countDown();
        slow.forEach(Service::await);
        waiting.forEach(answer -> assertThat(await(answer).count()).isEqualTo(1));
        assertThat(await(service.bus.request(StatsMessages.STATS, Questions.stats("")))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tooManyFiltersAreTheCallersMistake() {
        service.start();
        record.append(event(0));
        List<FieldFilter> filters = IntStream.range(0, 2_000)
                .mapToObj(i -> Questions.any("f" + i, "1"))
                .toList();

        Problem problem = problem(
                service.bus.request(IndexMessages.SEARCH, Questions.search(filters, List.of(), SeqRange.ALL, 1)));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID_PARAMETER);
        assertThat(service.find("n", "0")).containsExactly(0L);
    }

    @Test
    void theMetersHaveTheirPublishedNames() {
        service.start();
        record.append(events(0, 12));
        assertThat(service.find("kind", "test")).hasSize(12);

        await(() -> service.meter("evident_index_events") == 12); // found before they are in
        assertThat(service.meter("evident_index_lag_events")).isZero();
        assertThat(service.meter("evident_index_rebuilds_total")).isZero();
        await(() -> service.meter("evident_index_search_seconds_count") == 1);
        assertThat(service.meter("evident_index_bytes")).isNotNegative();
    }

    private static String event(int n) {
        return "{\"event_type\":\"t\",\"kind\":\"test\",\"n\":" + n + "}";
    }

    private static String[] events(int from, int to) {
        return IntStream.range(from, to).mapToObj(FollowingTest::event).toArray(String[]::new);
    }
}
