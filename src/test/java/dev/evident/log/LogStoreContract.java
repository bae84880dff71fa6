package dev.evident.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.event.DedupKey;
import dev.evident.event.NewEvent;
import dev.evident.event.Redaction;
import dev.evident.event.RedactionEvent;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.event.Unchecked;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Get;
import dev.evident.log.message.Hashes;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Page;
import dev.evident.log.message.Placed;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.MissingHashException;
import dev.evident.merkle.Subtree;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. A backend's own test extends this and says how to open one. */
public abstract class LogStoreContract {
    protected final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock();
    private LogStore store;
    private final Context context = vertx.getOrCreateContext();
    private LogEnd opened = LogEnd.empty();

    /** A store on the same data at each call, whose events get their times from this clock. */
    protected abstract LogStore newStore(InstantSource clock);

    private LogStore newStore() {
        return newStore(clock);
    }

    @BeforeEach
    void open() {
        store = newStore();
        opened = await(store.open());
    }

    @AfterEach
    void close() {
        await(store.close());
        await(vertx.close());
    }

    @Test
    void aNewRecordIsEmpty() {
        assertThat(opened.tree()).isEqualTo(TreeHead.empty());
        assertThat(opened.micros()).isZero();
        assertThat(await(store.hasTree())).isTrue();
        assertThat(page(0, Long.MAX_VALUE, true, 10)).isEmpty();
        assertThat(await(store.reader().position(0))).isZero();
        assertThat(await(store.reader().find(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void whatWasAppendedComesBackByteForByte() {
        List<NewEvent> bodies = List.of(body("{\"ü\":\"😀\\u0001\"}"), body("{}"), body("{" + "x".repeat(100_000)));

        List<StoredEvent> written = append(bodies);

        assertSame(page(0, 10, false, 10), written);
        assertThat(written).extracting(StoredEvent::seq).containsExactly(0L, 1L, 2L);
    }

    @Test
    void theRecordOutlivesItsProcess() {
        List<StoredEvent> written = append(bodies(10));
        await(store.close());

        store = newStore();
        LogEnd again = await(store.open());

        assertThat(again.tree()).isEqualTo(treeOf(written));
        assertThat(again.micros()).isEqualTo(written.get(9).micros());
        assertSame(page(0, 10, false, 10), written);
    }

    @Test
    void pagesRunEitherWayWithinTheirRange() {
        List<StoredEvent> written = append(bodies(20));

        assertSame(page(5, 9, false, 100), written.subList(5, 9));
        assertSame(page(0, Long.MAX_VALUE, true, 3), reversed(written.subList(17, 20)));
        assertSame(page(0, 17, true, 3), reversed(written.subList(14, 17)));
        assertThat(page(7, 7, true, 3)).isEmpty();
        assertThat(page(20, 30, false, 3)).isEmpty();
    }

    @Test
    void positionsComeInTheOrderAskedForAndUnknownOnesAreLeftOut() {
        List<StoredEvent> written = append(bodies(20));

        List<StoredEvent> got =
                await(store.reader().get(new Get(List.of(3L, 19L, 99L, 0L)))).list();

        assertSame(got, List.of(written.get(3), written.get(19), written.get(0)));
    }

    @Test
    void aResponseIsBoundedInBytesAndTheRestFollows() {
        List<NewEvent> large =
                Stream.generate(() -> body("{" + "x".repeat(400_000))).limit(12).toList();
        List<StoredEvent> written = append(large);

        List<StoredEvent> collected = new ArrayList<>();
        long to = Long.MAX_VALUE;
        for (List<StoredEvent> piece = page(0, to, true, 12); !piece.isEmpty(); piece = page(0, to, true, 12)) {
            assertThat(piece).hasSizeLessThanOrEqualTo(3);
            collected.addAll(piece);
            to = piece.get(piece.size() - 1).seq();
        }

        assertSame(collected, reversed(written));
        List<Long> all = LongStream.range(0, 12).boxed().toList();
        assertThat(await(store.reader().get(new Get(all))).list()).hasSizeBetween(1, 3);
    }

    @Test
    void findsEveryEventByIdAndNoOther() {
        List<StoredEvent> written = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            written.addAll(append(bodies(i % 7 + 1)));
            clock.advance(Duration.ofNanos(i % 3 * 600_000L));
        }

        for (StoredEvent event : written) {
            assertSame(await(store.reader().find(event.id())).stream().toList(), List.of(event));
        }
        UUID known = written.get(10).id();
        assertThat(await(store.reader()
                        .find(new UUID(known.getMostSignificantBits(), known.getLeastSignificantBits() ^ 1))))
                .isEmpty();
    }

    @Test
    void findsTheFirstPositionNotBeforeATime() {
        List<StoredEvent> written = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            written.addAll(append(bodies(random.nextInt(5) + 1)));
            clock.advance(Duration.ofNanos(random.nextInt(3) * 1_000L));
        }

        long first = written.get(0).micros();
        long last = written.get(written.size() - 1).micros();
        for (long micros = first - 1; micros <= last + 1; micros++) {
            long time = micros;
            long expected =
                    written.stream().filter(event -> event.micros() < time).count();
            assertThat(await(store.reader().position(time))).isEqualTo(expected);
        }
    }

    @Test
    void timestampsNeverDecreaseWhenTheClockDoes() {
        append(bodies(2));
        clock.advance(Duration.ofHours(-1));
        append(bodies(2));
        clock.advance(Duration.ofHours(2));
        append(bodies(2));

        assertThat(page(0, 10, false, 10)).extracting(StoredEvent::micros).isSorted();
    }

    @Test
    void theTreeGrowsWithTheEventsAndItsHashesCanBeRead() {
        List<StoredEvent> written = new ArrayList<>();
        for (int size : new int[] {1, 254, 1, 1, 700, 65_000}) {
            written.addAll(append(bodies(size)));
        }

        Frontier read =
                Frontier.of(written.size(), await(store.reader().hashes(Hashes.of(Subtree.of(written.size())))));

        assertThat(read.head()).isEqualTo(treeOf(written));
        assertThat(hashes(0, written.size() - 1L, 1)).hasSize(32);
        assertThatThrownBy(() -> hashes(0, written.size() - 1L, 2)).isInstanceOf(MissingHashException.class);
        assertThatThrownBy(() -> hashes(1, written.size() / 256, 1)).isInstanceOf(MissingHashException.class);
    }

    @Test
    void aKeyIsRememberedForTheWholeWindowAndNoLonger() {
        Duration window = Duration.ofDays(7);
        StoredEvent written = append(List.of(keyed(1))).get(0);
        clock.advance(window);
        assertThat(known(window, keyed(1))).extracting(KnownEvent::seq).containsExactly(written.seq());
        clock.advance(Duration.ofNanos(1_000));
        assertThat(known(window, keyed(1))).isEmpty();
    }

    @Test
    void theWindowEndsToTheMicrosecondWhereverInTheDayItBegins() {
        for (Duration window : List.of(Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(31))) {
            for (int hours = 0; hours < 24; hours += 5) {
                clock.advance(Duration.ofDays(40).plusHours(hours).plusNanos(999_999_000));
                append(List.of(keyed(1)));
                clock.advance(window);
                assertThat(known(window, keyed(1))).hasSize(1);
                clock.advance(Duration.ofNanos(1_000));
                assertThat(known(window, keyed(1))).isEmpty();
            }
        }
    }

    @Test
    void aKnownEventTellsWhetherABodyIsItsOwn() {
        StoredEvent written = append(List.of(body("{}"), keyed(1), keyed(2))).get(1);
        KnownEvent known = known(Duration.ofDays(1), keyed(1)).get(0);

        assertThat(known.seq()).isEqualTo(written.seq());
        assertThat(known.id()).isEqualTo(written.id());
        assertThat(known.micros()).isEqualTo(written.micros());
        assertThat(known.holds(keyed(1))).isTrue();
        assertThat(known.holds(keyed(2))).isFalse();
    }

    @Test
    void aKeyThatIsUsedAgainAfterItsWindowMeansTheLaterEvent() {
        append(List.of(keyed(1)));
        clock.advance(Duration.ofHours(2));
        StoredEvent later = append(List.of(keyed(1))).get(0);

        assertThat(known(Duration.ofHours(1), keyed(1)))
                .extracting(KnownEvent::seq)
                .containsExactly(later.seq());
    }

    @Test
    void keysOutliveTheProcess() {
        append(List.of(keyed(1)));
        await(store.close());
        store = newStore();
        await(store.open());

        assertThat(known(Duration.ofDays(1), keyed(1), keyed(2))).hasSize(1);
    }

    @Test
    void expiredKeysAreForgottenInPiecesAndLivingOnesStay() {
        Duration window = Duration.ofDays(7);
        append(IntStream.range(0, 25).mapToObj(LogStoreContract::keyed).toList());
        clock.advance(window);
        append(List.of(keyed(100)));
        assertThat(await(store.forget(forgottenBefore(window), 10))).isZero();
        assertThat(known(window, keyed(0))).hasSize(1);

        clock.advance(Duration.ofDays(1));
        assertThat(await(store.forget(forgottenBefore(window), 10))).isEqualTo(10);
        assertThat(await(store.forget(forgottenBefore(window), 10))).isEqualTo(10);
        assertThat(await(store.forget(forgottenBefore(window), 10))).isEqualTo(5);
        assertThat(await(store.forget(forgottenBefore(window), 10))).isZero();
        assertThat(known(Duration.ofDays(31), keyed(0))).isEmpty();
        assertThat(known(window, keyed(100))).hasSize(1);
    }

    @Test
    void manyKeysAreFoundAtOnce() {
        append(IntStream.range(0, 5_000).mapToObj(LogStoreContract::keyed).toList());
        clock.advance(Duration.ofDays(1));
        append(IntStream.range(5_000, 10_000).mapToObj(LogStoreContract::keyed).toList());

        NewEvent[] asked =
                IntStream.range(0, 20_000).mapToObj(LogStoreContract::keyed).toArray(NewEvent[]::new);
        assertThat(known(Duration.ofDays(7), asked))
                .extracting(KnownEvent::seq)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 10_000).boxed().toList());
    }

    @Test
    void anErasureLeavesAllButSaltAndBodyAndSaysWhoDidIt() {
        List<NewEvent> events = new ArrayList<>(bodies(5));
        events.set(3, body("{\"tenant\":\"acme\"}"));
        List<StoredEvent> written = append(events);
        byte[] leaves = hashes(0, 0, 5);
        byte[] content =
                new EventLeaf().content(written.get(3).salt(), written.get(3).body());

        erase(Erasure.of(1, new byte[32], null), Erasure.of(3, content, "acme"));
        await(store.close());
        store = newStore();
        LogEnd again = await(store.open());

        assertThat(again.size()).isEqualTo(6);
        assertThat(hashes(0, 0, 5)).isEqualTo(leaves);
        StoredEvent found = await(store.reader().find(written.get(3).id())).orElseThrow();
        assertThat(found.hasContent()).isFalse();
        assertThat(found.salt()).isEqualTo(new byte[16]);
        assertThat(found.micros()).isEqualTo(written.get(3).micros());
        Redaction redaction = requireNonNull(found.redaction());
        assertThat(redaction.content()).isEqualTo(content);
        assertThat(redaction.by()).isEqualTo(5);
        assertThat(redaction.reason()).isEqualTo("why \"not\"");
        assertThat(redaction.actor()).isEqualTo("admin");
        assertThat(found.header().tenant()).isEqualTo("acme");
        assertThat(redaction.micros()).isEqualTo(again.micros());
        assertThat(page(0, 10, true, 10))
                .extracting(StoredEvent::hasContent)
                .containsExactly(true, true, false, true, false, true);
        assertThat(await(store.reader().get(new Get(List.of(1L)))).list().get(0).redaction())
                .isNotNull();
    }

    @Test
    void anErasureThatCannotBeDoneWholeIsNotDone() {
        append(bodies(5));
        erase(Erasure.of(1, new byte[32], null));

        assertThatThrownBy(() -> erase(Erasure.of(2, new byte[32], null), Erasure.of(1, new byte[32], null)))
                .isNotNull();
        assertThatThrownBy(() -> erase(Erasure.of(2, new byte[32], null), Erasure.of(99, new byte[32], null)))
                .isNotNull();

        assertThat(page(0, 10, false, 10))
                .extracting(StoredEvent::hasContent)
                .containsExactly(true, false, true, true, true, true);
        assertThat(append(bodies(1)).get(0).seq()).isEqualTo(6);
        assertThat(await(store.purge())).isTrue();
    }

    private Batch erase(Erasure... targets) {
        NewEvent says = RedactionEvent.body(
                "admin",
                null,
                "why \"not\"",
                Arrays.stream(targets)
                        .map(target -> new RedactionEvent.Target(target.seq(), target.tenant()))
                        .toList(),
                List.of());
        return await(StoreAppends.append(store, List.of(says), List.of(targets)));
    }

    @Test
    void anIdIsStoredOnce() {
        List<StoredEvent> written = append(List.of(body("{\"n\":1}"), body("{\"n\":2}")));
        NewEvent again = Unchecked.event(written.get(1).id(), "{\"n\":2}");

        for (List<NewEvent> batch : List.of(List.of(body("{}"), again), List.of(again, body("{}"), again))) {
            assertThatThrownBy(() -> append(batch)).isInstanceOf(AppendException.IdTaken.class);
        }
        NewEvent twice = body("{}");
        assertThatThrownBy(() -> append(List.of(twice, twice))).isInstanceOf(AppendException.IdTaken.class);

        assertThat(append(List.of(twice)).get(0).seq())
                .as("nothing was written")
                .isEqualTo(2);
    }

    @Test
    void eventsAreFoundByTheirIdsInTheLock() {
        List<StoredEvent> written = append(List.of(body("{\"n\":1}"), body("{\"n\":2}"), body("{\"n\":3}")));
        erase(Erasure.of(0, new byte[32], null));
        List<UUID> ids =
                List.of(written.get(2).id(), new UUID(7, 7), written.get(0).id());

        List<KnownEvent> known = await(StoreAppends.inTheLock(store, (log, now) -> log.byId(ids)));

        assertThat(known).extracting(KnownEvent::seq).containsExactlyInAnyOrder(0L, 2L);
        for (KnownEvent event : known) {
            assertThat(event.holds(body("{\"n\":3}"))).isTrue(); // of deleted content it cannot be told
            assertThat(event.holds(body("{\"n\":4}"))).isEqualTo(event.seq() == 0);
        }
    }

    @Test
    void anEventThatIsDeliveredAgainIsADuplicateWhateverCameWithIt() {
        Appender appender = appender();
        NewEvent first = body("{\"n\":1}");
        NewEvent second = body("{\"n\":2}");
        Placed stored =
                await(add(appender, new Append(List.of(first)))).places().get(0);

        Future<Appended> alone = add(appender, new Append(List.of(first)));
        Future<Appended> beside = add(appender, new Append(List.of(second, first, second)));

        assertThat(await(alone).places())
                .containsExactly(new Placed(Outcome.DUPLICATE, stored.id(), stored.seq(), stored.micros()));
        assertThat(await(beside).places())
                .extracting(Placed::outcome)
                .containsExactly(Outcome.STORED, Outcome.DUPLICATE, Outcome.DUPLICATE);
        assertThat(await(beside).places()).extracting(Placed::seq).containsExactly(1L, 0L, 1L);
        assertThat(page(0, 10, false, 10)).hasSize(2);
    }

    @Test
    void anIdOfOtherContentIsRefusedAndDisturbsNoOther() {
        Appender appender = appender();
        NewEvent stored = body("{\"n\":1}");
        NewEvent other = Unchecked.event(stored.id(), "{\"n\":2}");
        await(add(appender, new Append(List.of(stored))));

        Future<Appended> whole = add(appender, new Append(List.of(body("{\"n\":3}"), other)));
        Future<Appended> each = add(appender, new Append(List.of(body("{\"n\":4}"), other), false));

        assertThat(await(whole).places())
                .extracting(Placed::outcome)
                .containsExactly(Outcome.WITHDRAWN, Outcome.CONFLICT);
        assertThat(await(each).places()).extracting(Placed::outcome).containsExactly(Outcome.STORED, Outcome.CONFLICT);
        assertThat(page(0, 10, false, 10)).extracting(StoredEvent::text).containsExactly("{\"n\":1}", "{\"n\":4}");
    }

    private Future<Appended> add(Appender appender, Append append) {
        Promise<Appended> appended = Promise.promise();
        context.runOnContext(go -> appender.add(append).onComplete(appended));
        return appended.future();
    }

    private Appender appender() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        WriteHealth health = new WriteHealth(System::nanoTime);
        return new Appender(
                store,
                opened.size(),
                Duration.ofDays(1).toNanos() / 1_000,
                forged -> {},
                batch -> Future.succeededFuture(),
                new StoreMeters(registry, health, () -> 0, () -> 0, () -> 0, () -> Duration.ZERO),
                health,
                new Appender.Limits(1_000, 1 << 20, Long.MAX_VALUE),
                batch -> {},
                failure -> {
                    throw new AssertionError(failure);
                });
    }

    @Test
    void theEndSaysHowFarThatWhichWasReadMayBeErased() {
        append(bodies(5));
        long before = await(store.current(opened)).erasedTo();
        Batch says = erase(Erasure.of(1, new byte[32], null));
        append(bodies(2));

        assertThat(before).isZero();
        assertThat(says.end().erasedTo()).isEqualTo(6);
        assertThat(await(StoreAppends.append(store, bodies(1))).end().erasedTo())
                .isEqualTo(6);
    }

    @Test
    void aLargeBatchIsWrittenWhole() {
        List<StoredEvent> written = append(bodies(25_000));

        assertThat(page(24_999, 25_001, false, 10)).hasSize(1);
        assertThat(written.get(24_999).seq()).isEqualTo(24_999);
    }

    protected final List<StoredEvent> append(List<NewEvent> bodies) {
        return await(StoreAppends.append(store, bodies)).events();
    }

    private List<KnownEvent> known(Duration window, NewEvent... bodies) {
        List<DedupKey> keys = Stream.of(bodies).map(NewEvent::dedupKey).sorted().toList();
        return await(StoreAppends.inTheLock(store, (log, now) -> log.byKey(keys, now - window.toNanos() / 1_000, now)))
                .values()
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    /** As the service counts it. */
    private long forgottenBefore(Duration window) {
        return await(StoreAppends.inTheLock(store, (log, now) -> Future.succeededFuture(now)))
                - window.toNanos() / 1_000;
    }

    private byte[] hashes(int level, long from, int count) {
        return await(store.reader().hashes(Hashes.of(level, from, count))).read(level, from, count);
    }

    private static NewEvent keyed(int number) {
        return Unchecked.keyed("{\"n\":" + number + "}", DedupKey.of("acme", null, "key-" + number));
    }

    /** The tree over the events' leaves, made of nothing but what was handed out. */
    private static TreeHead treeOf(List<StoredEvent> events) {
        Frontier frontier = new Frontier();
        EventLeaf leaf = new EventLeaf();
        TreeHash hash = new TreeHash();
        for (StoredEvent event : events) {
            byte[] content = leaf.content(event.salt(), event.body());
            byte[] entry = leaf.entry(event.seq(), event.id().toString(), Timestamps.format(event.micros()), content);
            frontier.add(hash.leaf(entry), node -> {});
        }
        return frontier.head();
    }

    private List<StoredEvent> page(long from, long to, boolean newestFirst, int limit) {
        return await(store.reader().page(new Page(from, to, newestFirst, limit)))
                .list();
    }

    protected static List<NewEvent> bodies(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> body("{\"n\":" + i + "}"))
                .toList();
    }

    private static NewEvent body(String text) {
        return Unchecked.event(text);
    }

    private static List<StoredEvent> reversed(List<StoredEvent> events) {
        List<StoredEvent> reversed = new ArrayList<>(events);
        Collections.reverse(reversed);
        return reversed;
    }

    private static void assertSame(List<StoredEvent> actual, List<StoredEvent> expected) {
        assertThat(actual.stream().map(LogStoreContract::text))
                .containsExactlyElementsOf(
                        expected.stream().map(LogStoreContract::text).toList());
    }

    private static String text(StoredEvent event) {
        return event + " " + event.micros() + " " + HexFormat.of().formatHex(event.salt()) + " " + event.text();
    }

    protected static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new AssertionError("no answer within 20 s", late);
        }
    }

    /** A clock that moves when told to. */
    private static final class ManualClock implements InstantSource {
        private Instant now = Instant.parse("2026-11-23T00:00:00Z");

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
