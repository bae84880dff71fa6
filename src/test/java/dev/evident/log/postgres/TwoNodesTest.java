package dev.evident.log.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.event.NewEvent;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.Follower;
import dev.evident.log.Log;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Page;
import dev.evident.log.message.Redact;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes over one log: each knows at once, when it is asked, what the other was told is done. */
class TwoNodesTest {
    private static final Page ALL = new Page(0, Long.MAX_VALUE, false, 1_000);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final String name = PostgresServer.newSchema();

    @TempDir
    private Path directory;

    private Log one;
    private Log other;

    @BeforeEach
    void open() throws IOException {
        one = node("one");
        Files.copy(directory.resolve("one"), directory.resolve("other"));
        other = node("other");
    }

    @AfterEach
    void close() {
        await(on(one::close));
        await(on(other::close));
        await(vertx.close());
    }

    private Log node(String head) {
        return await(on(() -> Log.open(
                vertx,
                new PostgresStore(vertx, PostgresServer.uri(name), "", 2),
                new Log.Settings(
                        directory.resolve(head),
                        HeadFileMode.COMMIT,
                        1_000,
                        1 << 20,
                        Long.MAX_VALUE,
                        Duration.ofDays(7)),
                new SimpleMeterRegistry(),
                failure -> {
                    throw new AssertionError(failure);
                })));
    }

    @Test
    void theEndIsWhatEitherWasToldIsStored() {
        for (int i = 1; i <= 10; i++) {
            append(i % 2 == 0 ? one : other, "{}");

            assertThat(await(one.feed().current()).size()).isEqualTo(i);
            assertThat(await(other.feed().current()).size()).isEqualTo(i);
            assertThat(one.end().size()).isEqualTo(i);
        }
    }

    @Test
    void whatTheOtherRedactedIsNotReadFromMemory() {
        for (int i = 0; i < 5; i++) {
            append(one, "{\"n\":" + i + "}");
        }
        for (int seq = 0; seq < 5; seq++) {
            assertThat(contents()).as("in the memory of the node").contains("{\"n\":" + seq + "}");

            redact(other, seq);

            assertThat(contents()).doesNotContain("{\"n\":" + seq + "}");
            append(one, "{}");
        }
    }

    @Test
    void whatTheOtherRedactedIsNotGivenToAFollower() {
        Slow slow = new Slow();
        on(() -> Future.succeededFuture(one.feed().follow(0, slow)));
        append(one, "{\"n\":0}");
        Await.until("the follower has the first event", () -> slow.taken.size() == 1);
        append(one, "{\"n\":1}");
        append(one, "{\"n\":2}");

        redact(other, 1);
        slow.first.complete();

        Await.until("the follower has all", () -> slow.taken.size() == 4);
        assertThat(slow.taken).extracting(StoredEvent::hasContent).containsExactly(true, false, true, true);
    }

    /** Has not done with its first batch until it is told to. */
    private static final class Slow implements Follower {
        private final Promise<Void> first = Promise.promise();
        private final Queue<StoredEvent> taken = new ConcurrentLinkedQueue<>();

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public Future<Void> accept(List<StoredEvent> events) {
            taken.addAll(events);
            return first.future();
        }
    }

    private List<String> contents() {
        return await(one.reader().page(ALL)).list().stream()
                .map(StoredEvent::text)
                .toList();
    }

    private void append(Log log, String... bodies) {
        List<NewEvent> events = IntStream.range(0, bodies.length)
                .mapToObj(i -> Unchecked.event(bodies[i]))
                .toList();
        Appended appended = await(on(() -> log.append(new Append(events))));
        assertThat(appended.places()).hasSize(bodies.length);
    }

    private void redact(Log log, long seq) {
        Redact request = new Redact(List.of(seq), "why", "admin", null, List.of());
        assertThat(await(on(() -> log.redact(request))).count()).isEqualTo(1);
    }

    /** On the context of both logs. */
    private <T> Future<T> on(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(go -> work.get().onComplete(done));
        return done.future();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new AssertionError("no response within 30 s", late);
        }
    }
}
