package dev.evident.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.config.Configuration.Compression;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.Log;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Get;
import dev.evident.log.message.Hashes;
import dev.evident.log.message.Page;
import dev.evident.log.sqlite.SqliteStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads of the record go on while the writer's thread is busy. */
class StorageReadsTest {
    private static final long MAX_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Bus.install(vertx);

    /** The writer seals when it is open. */
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private final CountDownLatch sealing = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        vertx.close().await();
    }

    @Test
    void everyKindOfReadIsAnsweredWhileABatchIsSealed(@TempDir Path directory) throws InterruptedException {
        deploy(directory);
        Appended first = answer(append("{\"n\":0}"));
        gate = new CountDownLatch(1);

        Future<Appended> second = append("{\"n\":1}");
        assertThat(sealing.await(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();

        StoredEvent event = answer(bus.request(StoreMessages.GET, new Get(List.of(0L))))
                .list()
                .get(0);
        assertThat(event.id()).isEqualTo(first.places().get(0).id());
        assertThat(page(true)).extracting(StoredEvent::seq).containsExactly(0L);
        assertThat(page(false)).extracting(StoredEvent::seq).containsExactly(0L);
        assertThat(answer(bus.request(StoreMessages.FIND, event.id())).map(StoredEvent::seq))
                .isEqualTo(Optional.of(0L));
        assertThat(answer(bus.request(StoreMessages.POSITION, event.micros()))).isZero();
        assertThat(answer(bus.request(StoreMessages.HASHES, Hashes.of(0, 0, 1))).read(0, 0, 1))
                .hasSize(32);
        assertThat(second.isComplete()).isFalse();

        gate.countDown();
        answer(second);
        assertThat(page(false)).extracting(StoredEvent::seq).containsExactly(0L, 1L);
    }

    private void deploy(Path directory) {
        StorageVerticle store = new StorageVerticle(
                new SqliteStore(vertx, directory.resolve("events.db"), 2, Compression.ZSTD, this::now),
                new Log.Settings(
                        directory.resolve("head"),
                        HeadFileMode.COMMIT,
                        100,
                        1 << 20,
                        Long.MAX_VALUE,
                        Duration.ofDays(1)),
                bus,
                new SimpleMeterRegistry(),
                failure -> {
                    throw new AssertionError("the record failed", failure);
                });
        answer(vertx.deployVerticle(store, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
    }

    /** Told to the sealer once the gate is open. */
    private Instant now() {
        CountDownLatch closed = gate;
        if (closed.getCount() > 0) {
            sealing.countDown();
        }
        try {
            assertThat(closed.await(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return Instant.now();
    }

    private Future<Appended> append(String json) {
        return bus.request(StoreMessages.APPEND, new Append(List.of(Unchecked.event(json.getBytes(UTF_8)))));
    }

    private List<StoredEvent> page(boolean newestFirst) {
        return answer(bus.request(StoreMessages.PAGE, new Page(0, Long.MAX_VALUE, newestFirst, 10)))
                .list();
    }

    private static <T> T answer(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(MAX_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
