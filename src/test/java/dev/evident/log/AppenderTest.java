package dev.evident.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.DedupKey;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.Unchecked;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AppenderTest {
    private final HeldStore store = new HeldStore();
    private final List<String> order = new ArrayList<>();
    private final List<Throwable> fatal = new ArrayList<>();
    private final WriteHealth health = new WriteHealth(System::nanoTime);
    private final Appender appender = new Appender(
            store,
            0,
            Duration.ofDays(7).toNanos() / 1_000,
            forged -> {},
            store::keepHead,
            new StoreMeters(new SimpleMeterRegistry(), health, () -> 0, () -> 0, () -> 0, () -> Duration.ZERO),
            health,
            new Appender.Limits(10, 1_000, 100),
            batch -> order.add("readers hear of " + batch.end().size()),
            fatal::add);

    @Test
    void whoWaitsForTheWriterIsWrittenTogether() {
        Future<Appended> first = append(1);
        Future<Appended> second = append(2);
        Future<Appended> third = append(3);
        assertThat(store.begun).hasSize(1);

        store.finish();
        assertWritten(first, 0, 0);
        assertThat(second.isComplete()).isFalse();
        assertThat(store.begun.getLast().events()).hasSize(5);

        store.finish();
        assertWritten(second, 1, 2);
        assertWritten(third, 3, 5);
    }

    @Test
    void nothingIsAnsweredBeforeItIsWrittenAndReadersHearFirst() {
        Future<Appended> appended = append(2).onSuccess(answer -> order.add("the producer is answered"));
        assertThat(order).isEmpty();
        assertThat(appended.isComplete()).isFalse();

        store.finish();

        assertThat(order).containsExactly("readers hear of 2", "the producer is answered");
    }

    @Test
    void aRefusedBatchFailsItsProducersAndLeavesNoGap() {
        Future<Appended> refused = append(3);
        store.fail(new AppendException.Refused(Problem.of(Kind.STORAGE_FULL, "full"), new Exception()));
        Future<Appended> next = append(1);
        store.finish();

        assertThat(kind(refused)).isEqualTo(Kind.STORAGE_FULL);
        assertWritten(next, 0, 0);
        assertThat(fatal).isEmpty();
    }

    @Test
    void afterAnUnknownOutcomeNothingIsAcknowledged() {
        Future<Appended> unknown = append(1);
        Future<Appended> waiting = append(1);
        store.fail(new AppendException.Fatal(new IOException("fsync failed")));
        Future<Appended> later = append(1);

        assertThat(fatal).extracting(Throwable::getMessage).containsExactly("fsync failed");
        assertThat(List.of(unknown, waiting, later))
                .extracting(AppenderTest::kind)
                .containsOnly(Kind.UNAVAILABLE);
        assertThat(store.begun).hasSize(1);
    }

    @Test
    void anUnknownOutcomeIsSaidAndTheLogGoesOn() {
        Future<Appended> unknown = append(1);
        store.fail(new AppendException.Unknown(new IOException("the connection was lost")));
        Future<Appended> next = append(1);
        store.finish();

        assertThat(kind(unknown)).isEqualTo(Kind.UNAVAILABLE);
        assertWritten(next, 0, 0);
        assertThat(fatal).isEmpty();
    }

    @Test
    void theNextBatchesAreOnTheirWayWhileTheHeadFileIsWrittenButNotWithoutEnd() {
        Promise<Void> headFile = Promise.promise();
        store.headFile = headFile.future();
        Future<Appended> first = append(1);
        Future<Appended> second = append(1);
        store.finish();
        assertThat(store.begun).hasSize(2);
        Future<Appended> third = append(1);
        store.finish();
        assertThat(store.begun).hasSize(2);
        assertThat(List.of(first, second, third)).noneMatch(Future::isComplete);

        headFile.complete();
        store.finish();

        assertWritten(first, 0, 0);
        assertWritten(second, 1, 1);
        assertWritten(third, 2, 2);
        assertThat(store.heads).containsExactly(1L, 2L, 3L);
    }

    @Test
    void batchesAreAcknowledgedInOrderEvenIfTheNextIsCommittedAtOnce() {
        Future<Appended> first = append(1).onSuccess(answer -> order.add("the first is answered"));
        Future<Appended> second = append(2).onSuccess(answer -> order.add("the second is answered"));
        Future<Void> drained = appender.drain().onSuccess(done -> order.add("nothing is left"));
        Promise<Void> written = store.writing.remove();
        store.writesAtOnce = true;

        written.complete();

        assertWritten(first, 0, 0);
        assertWritten(second, 1, 2);
        assertThat(drained.succeeded()).isTrue();
        assertThat(store.heads).containsExactly(1L, 3L);
        assertThat(order)
                .containsExactly(
                        "readers hear of 1",
                        "the first is answered",
                        "readers hear of 3",
                        "the second is answered",
                        "nothing is left");
    }

    @Test
    void aBatchThatWasCommittedAtOnceIsNotAcknowledgedWhenTheHeadBeforeItIsNotKept() {
        Future<Appended> first = append(1);
        Future<Appended> second = append(1);
        Promise<Void> written = store.writing.remove();
        store.writesAtOnce = true;
        store.headFile = Future.failedFuture(new IOException("the head file cannot be written"));

        written.complete();

        assertThat(first.failed()).isTrue();
        assertThat(second.failed()).isTrue();
        assertThat(order).isEmpty();
        assertThat(fatal).hasSize(1);
    }

    @Test
    void nothingIsAcknowledgedWhoseHeadIsNotKeptNorWhatIsWrittenAfterIt() {
        Future<Appended> first = append(1);
        Future<Appended> second = append(1);
        store.headFile = Future.failedFuture(new IOException("the head file cannot be written"));
        store.finish();
        store.headFile = Future.succeededFuture();
        store.finish();

        assertThat(first.failed()).isTrue();
        assertThat(second.failed()).isTrue();
        assertThat(order).isEmpty();
        assertThat(fatal).hasSize(1);
        assertThat(append(1).failed()).isTrue();
    }

    @Test
    void aFullQueueRefusesAtOnceAndEmptiesAgain() {
        append(1); // being written
        Future<Appended> waiting = append(8);
        Future<Appended> tooMany = append(3);
        assertThat(kind(tooMany)).isEqualTo(Kind.OVERLOADED);
        assertThat(append(2).failed()).isFalse();

        store.finish();
        store.finish();
        assertThat(waiting.succeeded()).isTrue();
        assertThat(append(8).failed()).isFalse();
    }

    @Test
    void theQueueIsBoundedInBytesToo() {
        append(1);
        append(List.of(body(900)));

        assertThat(kind(append(List.of(body(200))))).isEqualTo(Kind.OVERLOADED);
    }

    @Test
    void anEmptyQueueTakesARequestLargerThanItself() {
        append(1);
        Future<Appended> large = append(25);
        store.finish();
        store.finish();

        assertWritten(large, 1, 25);
    }

    @Test
    void theWriterWaitsForAnIndexThatFollowsButCannotKeepUp() {
        appender.indexed(0, true);
        append(101);
        store.finish();
        Future<Appended> held = append(1);
        assertThat(appender.isHeld()).isTrue();
        assertThat(store.begun).hasSize(1);

        appender.indexed(1, true);
        store.finish();
        assertWritten(held, 101, 101);
        assertThat(appender.isHeld()).isFalse();
    }

    @Test
    void noIndexIsWaitedForThatIsBeingMadeAnew() {
        appender.indexed(0, true);
        append(101);
        store.finish();
        Future<Appended> held = append(1);
        appender.indexed(0, false);
        store.finish();

        assertWritten(held, 101, 101);
    }

    @Test
    void drainingDoesNotWaitForTheIndex() {
        appender.indexed(0, true);
        append(101);
        store.finish();
        append(1);
        Future<Void> drained = appender.drain();
        store.finish();

        assertThat(drained.succeeded()).isTrue();
    }

    @Test
    void drainingWaitsForWhatIsQueued() {
        append(1);
        append(1);
        Future<Void> drained = appender.drain();
        store.finish();
        assertThat(drained.isComplete()).isFalse();
        store.finish();
        assertThat(drained.succeeded()).isTrue();
        assertThat(appender.drain().succeeded()).isTrue();
    }

    private Future<Appended> append(int events) {
        return append(Stream.generate(() -> body(2)).limit(events).toList());
    }

    private Future<Appended> append(List<NewEvent> events) {
        return appender.add(new Append(events));
    }

    private static NewEvent body(int bytes) {
        return Unchecked.event("x".repeat(bytes).getBytes(UTF_8));
    }

    private static Kind kind(Future<?> future) {
        assertThat(future.failed()).isTrue();
        return ((ProblemException) future.cause()).problem().kind();
    }

    private static void assertWritten(Future<Appended> future, long firstSeq, long lastSeq) {
        assertThat(future.succeeded()).isTrue();
        assertThat(future.result().firstSeq()).isEqualTo(firstSeq);
        assertThat(future.result().lastSeq()).isEqualTo(lastSeq);
    }

    private static final Lookup NOTHING = new Lookup() {
        @Override
        public Future<Map<DedupKey, List<KnownEvent>>> byKey(List<DedupKey> keys, long from, long to) {
            return Future.succeededFuture(Map.of());
        }

        @Override
        public Future<List<KnownEvent>> byId(List<UUID> ids) {
            return Future.succeededFuture(List.of());
        }
    };

    /** A store whose writes end when the test says so. */
    private static final class HeldStore implements LogStore {
        private final List<Long> heads = new ArrayList<>();
        private boolean writesAtOnce;
        private Future<Void> headFile = Future.succeededFuture();
        private final Deque<Batch> begun = new ArrayDeque<>();
        private final Deque<Promise<Void>> writing = new ArrayDeque<>();
        private LogEnd end = LogEnd.empty();

        Future<Void> keepHead(Batch batch) {
            heads.add(batch.end().size());
            return headFile;
        }

        void finish() {
            writing.remove().complete();
        }

        void fail(Throwable cause) {
            writing.remove().fail(cause);
        }

        @Override
        public <R> Future<R> append(Sequencer<R> sequencer) {
            Sequenced<R> sequenced = sequencer.sequence(end, 1, NOTHING).await();
            Batch batch = Objects.requireNonNull(sequenced.batch());
            Promise<Void> written = Promise.promise();
            begun.add(batch);
            if (writesAtOnce) {
                written.complete();
            } else {
                writing.add(written);
            }
            return written.future().map(done -> {
                end = batch.end();
                return sequenced.result();
            });
        }

        @Override
        public Future<LogEnd> current(LogEnd acknowledged) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] encode(NewEvent event) {
            return event.body();
        }

        @Override
        public Future<Boolean> hasTree() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<LogEnd> open() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void follow(Feed feed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Boolean> purge() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Integer> forget(long before, int max) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogReader reader() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
