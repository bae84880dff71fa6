package dev.evident.log.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.codec.ZstdCodec;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.log.LogEnd;
import dev.evident.log.message.Page;
import dev.evident.log.postgres.CommitCutter.Cut;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHash;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes append to one log at once, and everything happens to them: they are killed, stopped while they hold the
 * log's lock, and cut off around COMMIT. Afterwards the log is one: positions without gaps, one tree that its head is of,
 * no key twice, nothing sent once stored twice, and everything that was acknowledged where it was said to be.
 */
class TwoWritersIT {
    private static final List<Cut> CUTS = List.of(Cut.values());
    /** Short, since the test waits for them; not so short that a slow start of a process is taken for a stopped one. */
    static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofMillis(1_500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            Duration.ofSeconds(10));

    private static final boolean FULL = Boolean.getBoolean("faults.full");
    private static final int KEYS = FULL ? 100_000 : 5_000;
    private static final long DEADLINE_S = FULL ? 1_800 : 120;

    /** Events that are acknowledged between two disturbances of the full run, at most. */
    private static final int MAX_CALM = 3_000;

    private final Vertx vertx = Vertx.vertx();
    private final String name = PostgresServer.newSchema();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @TempDir
    private Path directory;

    private CommitCutter cutter;
    private WriterProcess direct;
    private WriterProcess cut;

    @BeforeEach
    void start() throws Exception {
        cutter = new CommitCutter(PostgresServer.port());
        direct = writer(PostgresServer.uri(name), "a", 0, KEYS);
        awaitSome(direct, 20);
        // a node that comes to a log takes over what another knows of it
        Path copy = Files.createDirectory(directory.resolve("b")).resolve("head");
        Files.copy(directory.resolve("a").resolve("head"), copy);
        cut = writer(PostgresServer.uri(name, cutter.port()), "b", KEYS - 1, -1);
    }

    private WriterProcess writer(String uri, String writer, int from, int to) throws Exception {
        WriterProcess process =
                new WriterProcess(uri, Files.createDirectories(directory.resolve(writer)), writer, from, to);
        process.start();
        return process;
    }

    @AfterEach
    void stop() throws Exception {
        direct.close();
        cut.close();
        cutter.close();
        await(vertx.close());
    }

    @Test
    void theLogIsOneWhateverHappensToThoseWhoAppend() throws Exception {
        awaitSome(direct, 50);
        awaitSome(cut, 50);
        stopInTheLock(cut, direct);
        cutOnce(Cut.BEFORE);
        cutOnce(Cut.AFTER);
        cutOnce(Cut.SILENT_AFTER);
        restart(direct);
        cutOnce(Cut.SILENT_BEFORE);
        restart(cut);
        stopInTheLock(direct, cut);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (FULL && !areDone()) {
            assertThat(System.nanoTime()).as(this::said).isLessThan(end);
            long calm = acknowledged() + random.nextInt(MAX_CALM);
            await(() -> acknowledged() >= calm || areDone());
            disturb();
        }
        await(this::areDone);

        assertThat(direct.complaints()).noneMatch(line -> line.startsWith("FATAL"));
        assertThat(cut.complaints()).noneMatch(line -> line.startsWith("FATAL"));
        check();
    }

    private void disturb() throws Exception {
        WriterProcess one = random.nextBoolean() ? direct : cut;
        switch (random.nextInt(8)) {
            case 0 -> restart(one);
            case 1 -> stopInTheLock(one, one == direct ? cut : direct);
            default -> cutter.cut(CUTS.get(random.nextInt(CUTS.size())));
        }
    }

    private void restart(WriterProcess writer) throws Exception {
        if (!writer.isDone()) {
            cutter.spare(); // a start that is cut off is refused, as it should be
            writer.kill();
            writer.start();
            awaitSome(writer, 10);
        }
    }

    private void cutOnce(Cut how) throws Exception {
        int before = cutter.cuts();
        cutter.cut(how);
        await(() -> cutter.cuts() > before || cut.isDone());
        awaitSome(cut, 20);
    }

    /** The other goes on although nobody wakes the one that has the lock. */
    private void stopInTheLock(WriterProcess stopped, WriterProcess other) throws Exception {
        if (stopped.isDone() || other.isDone() || !stopped.holdsTheLock()) {
            return;
        }
        stopped.signal("STOP");
        awaitSome(other, 20);
        stopped.signal("CONT");
        awaitSome(stopped, 20);
    }

    private void awaitSome(WriterProcess writer, int more) {
        int enough = writer.acknowledged().size() + more;
        await(() -> writer.acknowledged().size() >= enough || writer.isDone());
    }

    /** Until a condition holds or a writer has ended that is not done. */
    private void await(BooleanSupplier condition) {
        Await.until(this::said, DEADLINE_S, () -> {
            for (WriterProcess writer : writers()) {
                assertThat(writer.isAlive() || writer.isDone()).as(this::said).isTrue();
            }
            return condition.getAsBoolean();
        });
    }

    private List<WriterProcess> writers() {
        return cut == null ? List.of(direct) : List.of(direct, cut);
    }

    private boolean areDone() {
        return direct.isDone() && cut.isDone();
    }

    private long acknowledged() {
        return (long) direct.acknowledged().size() + cut.acknowledged().size();
    }

    private String said() {
        return "seed " + seed + "; "
                + writers().stream()
                        .map(writer -> writer.acknowledged().size() + " acknowledged, said: " + writer.complaints())
                        .toList();
    }

    private void check() throws Exception {
        PostgresStore store = new PostgresStore(
                vertx,
                new Database(vertx, PostgresServer.uri(name), "", TIMEOUTS),
                1,
                Partitions.EVENTS,
                LongUnaryOperator.identity(),
                new ZstdCodec());
        LogEnd end = await(store.open());
        Frontier tree = new Frontier();
        EventLeaf leaf = new EventLeaf();
        TreeHash hash = new TreeHash();
        Map<String, Long> stored = new HashMap<>();
        List<String> twice = new ArrayList<>();
        long micros = 0;
        Await.until("both feeds are at the end", () -> direct.fed() == end.size() && cut.fed() == end.size());
        for (List<StoredEvent> page = page(store, 0); !page.isEmpty(); page = page(store, tree.size())) {
            for (StoredEvent event : page) {
                assertThat(event.seq()).isEqualTo(tree.size());
                assertThat(event.damaged()).isFalse();
                assertThat(event.micros()).isGreaterThanOrEqualTo(micros);
                micros = event.micros();
                byte[] content = leaf.content(event.salt(), event.body());
                tree.add(
                        hash.leaf(leaf.entry(event.seq(), event.id().toString(), Timestamps.format(micros), content)),
                        node -> {});
                String body = event.text();
                String sent = body.substring(body.indexOf(':') + 2, body.length() - 2);
                if (stored.put(sent, event.seq()) != null) {
                    twice.add(sent);
                }
            }
        }

        assertThat(tree.head()).isEqualTo(end.tree());
        assertThat(twice).as(this::said).isEmpty();
        assertThat(stored).as(this::said).containsAllEntriesOf(direct.acknowledged());
        assertThat(stored).as(this::said).containsAllEntriesOf(cut.acknowledged());
        assertThat(stored.keySet().stream().filter(sent -> sent.startsWith("k")).collect(Collectors.toSet()))
                .hasSize(KEYS);
        assertThat(PostgresServer.value(name, "SELECT count(*) FROM dedup")).isEqualTo(String.valueOf(KEYS));
        await(store.close());
    }

    private static List<StoredEvent> page(PostgresStore store, long from) throws Exception {
        return await(store.reader().page(new Page(from, Long.MAX_VALUE, false, 1_000)))
                .list();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
