package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.message.Events;
import dev.evident.log.message.Page;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What followers of the log are given, over a record in memory. */
class FeedTest {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Store store = new Store();
    private Feed feed = feed();
    private int takers;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void everyEventComesOnceInOrderWhileTheLogGrows() {
        Random random = new Random(1);
        store.maxPage = 70;
        store.addOfAnother(500);
        feed = feed();
        Taker fromStart = follow(0);
        Taker fromMiddle = follow(321);
        while (store.size() < 5_000) {
            if (random.nextInt(4) == 0) {
                store.addOfAnother(1 + random.nextInt(40));
                feed.grown(store.size());
            } else {
                store.commit(1 + random.nextInt(100));
            }
        }

        awaitTaken(fromStart, 5_000);
        awaitTaken(fromMiddle, 5_000);

        assertThat(fromStart.seqs()).isEqualTo(seqs(0, store.size()));
        assertThat(fromMiddle.seqs()).isEqualTo(seqs(321, store.size()));
    }

    @Test
    void aFollowerIsCalledOnItsOwnContextWithOneBatchAtATime() {
        Taker taker = follow(0, true);
        store.commit(3);
        await(() -> taker.batches() == 1);
        store.commit(4);
        store.commit(5);
        Taker other = follow(0);
        awaitTaken(other, 12);

        assertThat(taker.seqs()).as("while it has not taken the first batch").isEqualTo(seqs(0, 3));
        taker.letGo();

        awaitTaken(taker, 12);
        assertThat(taker.batches()).as("what came meanwhile comes together").isEqualTo(2);
        assertThat(taker.contexts).containsOnly(taker.context);
        assertThat(other.contexts).containsOnly(other.context);
    }

    @Test
    void anOldPositionIsReadFromTheRecordAndTheNewestEventsFromMemory() {
        store.maxPage = 100;
        store.addOfAnother(1_000);
        feed = feed();
        store.commit(50);

        Taker taker = follow(0);
        awaitTaken(taker, 1_050);
        store.commit(10);
        awaitTaken(taker, 1_060);

        assertThat(taker.seqs()).isEqualTo(seqs(0, 1_060));
        assertThat(store.asked)
                .extracting(Page::from)
                .isEqualTo(
                        LongStream.range(0, 10).map(page -> page * 100).boxed().toList());
    }

    @Test
    void aFollowerThatIsBehindIsReadAheadForByOnePage() {
        store.maxPage = 10;
        store.addOfAnother(100);
        feed = feed();
        Taker taker = follow(0, true);

        await(() -> taker.batches() == 1 && store.asked.size() == 2);
        feed.grown(store.addOfAnother(1));
        Taker other = follow(0);
        awaitTaken(other, 101);

        assertThat(taker.seqs()).isEqualTo(seqs(0, 10));
        assertThat(store.asked.stream().filter(page -> page.from() == 20).count())
                .as("pages that only the other needs")
                .isEqualTo(1);
    }

    @Test
    void aReadThatFailsIsTriedAgain() {
        store.maxPage = 10;
        store.addOfAnother(30);
        feed = feed();
        store.failing = 3;

        Taker taker = follow(0);
        awaitTaken(taker, 30);

        assertThat(taker.seqs()).isEqualTo(seqs(0, 30));
        assertThat(store.asked).extracting(Page::from).containsExactly(0L, 0L, 0L, 0L, 10L, 20L);
    }

    @Test
    void aPageWithAGapOrWithoutEventsIsNotGiven() {
        store.addOfAnother(30);
        feed = feed();
        store.spoiled.add(List.of());
        store.spoiled.add(List.of(event(0), event(2)));
        store.spoiled.add(List.of(event(1)));

        Taker taker = follow(0);
        awaitTaken(taker, 30);

        assertThat(taker.seqs()).isEqualTo(seqs(0, 30));
        assertThat(store.asked).hasSize(4);
    }

    @Test
    void whatAFollowerFailedToTakeIsGivenAgain() {
        Taker taker = follow(0);
        taker.failing = 2; // nothing is committed yet

        store.commit(5);
        awaitTaken(taker, 5);
        store.commit(1);
        awaitTaken(taker, 6);

        assertThat(taker.seqs()).isEqualTo(seqs(0, 6));
        assertThat(taker.failing).isZero();
    }

    @Test
    void aFollowerThatNeverTakesAnythingHoldsUpNobody() {
        Taker stuck = follow(0, true);
        Taker other = follow(0);

        for (int i = 0; i < 500; i++) {
            store.commit(50); // more than is kept in memory
        }

        awaitTaken(other, 25_000);
        assertThat(stuck.seqs().size()).isLessThan(25_000);
        assertThat(lag(stuck)).isEqualTo(25_000);
        stuck.letGo();
        awaitTaken(stuck, 25_000);
        assertThat(stuck.seqs()).isEqualTo(seqs(0, 25_000));
        await(() -> lag(stuck) == 0);
    }

    @Test
    void whatWasRedactedIsNotGivenFromMemory() {
        store.commit(5);
        store.redact(3);

        Taker taker = follow(0);
        awaitTaken(taker, 6);

        assertThat(taker.event(3).hasContent()).isFalse();
        assertThat(store.asked).extracting(Page::from).containsExactly(0L);
    }

    @Test
    void whatAnotherNodeRedactedIsNotGivenFromMemory() {
        store.commit(5);
        store.redactOfAnother(3);

        assertThat(feed.newest(new Page(0, 10, false, 10)).await()).isEmpty();
        store.commit(5);
        store.redactOfAnother(8);
        Taker taker = follow(0);
        awaitTaken(taker, 12);

        assertThat(taker.event(3).hasContent()).isFalse();
        assertThat(taker.event(8).hasContent()).isFalse();
    }

    @Test
    void whatWasReadAheadBeforeARedactionOfAnotherNodeIsReadAgain() {
        store.maxPage = 10;
        store.addOfAnother(20);
        feed = feed();
        Taker taker = follow(0, true);
        await(() -> taker.batches() == 1 && store.asked.size() == 2);
        flush(taker);

        store.redactOfAnother(15);
        taker.letGo();
        awaitTaken(taker, 21);

        assertThat(taker.event(15).hasContent()).isFalse();
        assertThat(taker.seqs()).isEqualTo(seqs(0, 21));
    }

    @Test
    void anEndThatCannotBeReadIsReadAgain() {
        store.commit(5);
        store.hidingEnd = 2;

        Taker taker = follow(0);
        awaitTaken(taker, 5);

        assertThat(store.hidingEnd).isZero();
    }

    @Test
    void whatWasReadAheadBeforeARedactionIsReadAgain() {
        store.maxPage = 10;
        store.addOfAnother(20);
        feed = feed();
        Taker taker = follow(0, true);
        await(() -> taker.batches() == 1 && store.asked.size() == 2);
        flush(taker);

        store.redact(15);
        taker.letGo();
        awaitTaken(taker, 21);

        assertThat(taker.event(15).hasContent()).isFalse();
        assertThat(taker.seqs()).isEqualTo(seqs(0, 21));
        assertThat(store.asked).extracting(Page::from).containsExactly(0L, 10L, 10L);
    }

    @Test
    void aReadThatWasUnderWayAtARedactionIsMadeAgain() {
        store.addOfAnother(20);
        feed = feed();
        store.holding = true;
        Taker taker = follow(0);
        await(() -> !store.held.isEmpty());

        store.redact(15);
        store.letGo();
        awaitTaken(taker, 21);

        assertThat(taker.event(15).hasContent()).isFalse();
        assertThat(taker.seqs()).isEqualTo(seqs(0, 21));
    }

    @Test
    void whoAsksForTheEndWakesFollowersToWhatAnotherNodeCommitted() {
        Taker taker = follow(0);
        store.commit(2);
        awaitTaken(taker, 2);
        store.addOfAnother(3);

        assertThat(feed.current().await().size()).isEqualTo(5);

        awaitTaken(taker, 5);
        assertThat(feed.size()).isEqualTo(5);
    }

    @Test
    void aSubscriptionThatEndsGivesNothingMoreAndHasNoLag() {
        Taker taker = follow(0);
        store.commit(2);
        awaitTaken(taker, 2);
        assertThat(lag(taker)).isZero();

        onContext(taker, taker.subscription()::close);
        store.commit(2);
        Taker other = follow(0);
        awaitTaken(other, 4);
        flush(taker);

        assertThat(taker.seqs()).isEqualTo(seqs(0, 2));
        assertThatThrownBy(() -> lag(taker)).isInstanceOf(RuntimeException.class);
        feed.close();
        assertThatThrownBy(() -> lag(other)).isInstanceOf(RuntimeException.class);
    }

    private Feed feed() {
        return new Feed(vertx, store.size(), store::readEnd, store::page, registry);
    }

    private Taker follow(long from) {
        return follow(from, false);
    }

    /** @param holding whether it takes nothing at first */
    private Taker follow(long from, boolean holding) {
        Taker taker = new Taker("taker" + ++takers, vertx.getOrCreateContext());
        taker.holding = holding;
        onContext(taker, () -> taker.subscription = feed.follow(from, taker));
        return taker;
    }

    private double lag(Taker taker) {
        return registry.get("evident.follower.lag.events")
                .tag("follower", taker.name())
                .gauge()
                .value();
    }

    /** Runs it where the follower is called, and waits for it. */
    private static void onContext(Taker taker, Runnable step) {
        Promise<Void> done = Promise.promise();
        taker.context.runOnContext(go -> {
            step.run();
            done.complete();
        });
        done.future().await();
    }

    /** Waits for what its context has to do. */
    private static void flush(Taker taker) {
        onContext(taker, () -> {});
        onContext(taker, () -> {});
    }

    private static void awaitTaken(Taker taker, int events) {
        await(() -> taker.taken() >= events);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not happen in time").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static List<Long> seqs(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static StoredEvent event(long seq) {
        return Unchecked.stored(seq, new UUID(0, seq), 1, ("{\"n\":" + seq + "}").getBytes(StandardCharsets.UTF_8));
    }

    /** A follower that keeps what it is given. */
    private static final class Taker implements Follower {
        private final String name;
        private final Context context;
        private final List<StoredEvent> events = new ArrayList<>();
        private final List<@Nullable Context> contexts = new ArrayList<>();
        private final Deque<Promise<Void>> held = new ArrayDeque<>();
        private @Nullable Subscription subscription;
        private int batches;
        private boolean holding;
        private boolean busy;
        private volatile int failing;

        Taker(String name, Context context) {
            this.name = name;
            this.context = context;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public synchronized Future<Void> accept(List<StoredEvent> given) {
            assertThat(busy).as("a batch is outstanding").isFalse();
            if (failing > 0) {
                failing--;
                if (failing == 0) {
                    throw new IllegalStateException("not now");
                }
                return Future.failedFuture("not yet");
            }
            contexts.add(Vertx.currentContext());
            batches++;
            events.addAll(given);
            if (!holding) {
                return Future.succeededFuture();
            }
            busy = true;
            Promise<Void> later = Promise.promise();
            held.add(later);
            return later.future();
        }

        void letGo() {
            List<Promise<Void>> waiting;
            synchronized (this) {
                holding = false;
                busy = false;
                waiting = List.copyOf(held);
                held.clear();
            }
            waiting.forEach(Promise::complete);
        }

        synchronized int taken() {
            return events.isEmpty() ? 0 : (int) events.get(events.size() - 1).seq() + 1;
        }

        synchronized int batches() {
            return batches;
        }

        synchronized List<Long> seqs() {
            return events.stream().map(StoredEvent::seq).toList();
        }

        synchronized StoredEvent event(long seq) {
            return events.stream()
                    .filter(event -> event.seq() == seq)
                    .findFirst()
                    .orElseThrow();
        }

        Subscription subscription() {
            return Objects.requireNonNull(subscription, "it follows");
        }
    }

    /** A record in memory. */
    private final class Store {
        private final List<StoredEvent> events = new ArrayList<>();
        private final List<Page> asked = Collections.synchronizedList(new ArrayList<>());
        private final Deque<List<StoredEvent>> spoiled = new ArrayDeque<>();
        private final List<Runnable> held = Collections.synchronizedList(new ArrayList<>());
        private int maxPage = Integer.MAX_VALUE;
        private int failing;
        private volatile int hidingEnd;
        private long erasedTo;
        private volatile boolean holding;

        synchronized long size() {
            return events.size();
        }

        /** Committed by another node: nobody is told. */
        synchronized long addOfAnother(int count) {
            for (int i = 0; i < count; i++) {
                events.add(event(events.size()));
            }
            return events.size();
        }

        /** Committed by this process. */
        void commit(int count) {
            feed.committed(batch(count, List.of()));
        }

        /** Takes an event's content away, and says so in one event more. */
        void redact(long seq) {
            feed.committed(redactOfAnother(seq));
        }

        /** The same by another node: nobody is told. */
        synchronized Batch redactOfAnother(long seq) {
            Batch batch = batch(1, List.of(Erasure.of(seq, new byte[32], null)));
            events.set((int) seq, erased(events.get((int) seq)));
            return batch;
        }

        private synchronized Batch batch(int count, List<Erasure> erasures) {
            List<StoredEvent> added = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                added.add(event(events.size() + i));
            }
            events.addAll(added);
            erasedTo = erasures.isEmpty() ? erasedTo : events.size();
            return new Batch(added, List.of(), new byte[0], List.of(), end(), erasures);
        }

        synchronized Future<LogEnd> readEnd() {
            if (hidingEnd > 0) {
                hidingEnd--;
                return Future.failedFuture("The store is busy.");
            }
            return Future.succeededFuture(end());
        }

        synchronized LogEnd end() {
            return new LogEnd(new Frontier(), new TreeHead(events.size(), new byte[32]), 1, erasedTo);
        }

        synchronized Future<Events> page(Page page) {
            asked.add(page);
            if (failing > 0) {
                failing--;
                return Future.failedFuture("The store is busy.");
            }
            if (!spoiled.isEmpty()) {
                return Future.succeededFuture(new Events(spoiled.remove()));
            }
            int to = (int) Math.min(page.from() + Math.min(maxPage, page.limit()), page.to());
            Events found = new Events(List.copyOf(events.subList((int) page.from(), to)));
            if (holding) {
                Promise<Events> later = Promise.promise();
                held.add(() -> later.complete(found));
                return later.future();
            }
            return Future.succeededFuture(found);
        }

        void letGo() {
            holding = false;
            held.forEach(Runnable::run);
        }
    }

    private static StoredEvent erased(StoredEvent event) {
        return new StoredEvent(
                event.seq(), event.id(), event.micros(), new byte[0], event.header(), new byte[0], null, false);
    }
}
