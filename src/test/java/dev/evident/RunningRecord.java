package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.bus.Bus;
import dev.evident.bus.StorageVerticle;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.TreeHeadRequest;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.event.NewEvent;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.Feed;
import dev.evident.log.Log;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Page;
import dev.evident.log.sqlite.SqliteStore;
import dev.evident.merkle.TreeHead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The store verticle alone on a directory: {@code events.db} and {@code head}. */
public final class RunningRecord implements AutoCloseable {
    private final Vertx vertx;
    private final Bus bus;
    private final StorageVerticle store;

    private RunningRecord(Path directory, HeadFileMode mode, VertxOptions threads, Consumer<Throwable> fatal) {
        vertx = Vertx.vertx(threads);
        bus = Bus.install(vertx);
        store = new StorageVerticle(
                new SqliteStore(vertx, directory.resolve("events.db"), 2),
                new Log.Settings(
                        directory.resolve("head"), mode, 100_000, 100 << 20, Long.MAX_VALUE, Duration.ofDays(7)),
                bus,
                new SimpleMeterRegistry(),
                fatal);
    }

    /** Starts it; throws what the start failed with. */
    public static RunningRecord start(Path directory) {
        return start(directory, HeadFileMode.COMMIT);
    }

    /** Starts one whose head file is written so often. */
    public static RunningRecord start(Path directory, HeadFileMode mode) {
        return start(directory, mode, new VertxOptions(), failure -> {
            throw new AssertionError("the record failed", failure);
        });
    }

    /**
     * Starts one that does all its work on one thread, in the same order as on many.
     *
     * @param fatal is told of a failure that must end the process
     */
    public static RunningRecord startOnOneThread(Path directory, Consumer<Throwable> fatal) {
        return start(
                directory,
                HeadFileMode.COMMIT,
                new VertxOptions().setWorkerPoolSize(1).setEventLoopPoolSize(1),
                fatal);
    }

    private static RunningRecord start(
            Path directory, HeadFileMode mode, VertxOptions threads, Consumer<Throwable> fatal) {
        RunningRecord record = new RunningRecord(directory, mode, threads, fatal);
        try {
            await(record.vertx.deployVerticle(
                    record.store, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
        } catch (RuntimeException failure) {
            record.close();
            throw failure;
        }
        return record;
    }

    /** Appends this number of small events. */
    public void append(int events) {
        append(IntStream.range(0, events)
                .mapToObj(i -> Unchecked.event(("{\"n\":" + i + "}").getBytes(UTF_8)))
                .toList());
    }

    /** Appends events, in one batch. */
    public Appended append(List<NewEvent> events) {
        return await(bus.request(StoreMessages.APPEND, new Append(events)));
    }

    /** Every event, in order, damaged ones too. */
    public List<StoredEvent> events() {
        List<StoredEvent> all = new ArrayList<>();
        for (List<StoredEvent> page = page(0); !page.isEmpty(); page = page(all.size())) {
            all.addAll(page);
        }
        return all;
    }

    private List<StoredEvent> page(long from) {
        return await(bus.request(StoreMessages.PAGE_AS_STORED, new Page(from, Long.MAX_VALUE, false, 1_000)))
                .list();
    }

    /** What followers of the log follow. */
    public Feed feed() {
        return store.feed();
    }

    /** The log's tree. */
    public TreeHead head() {
        return await(bus.request(StoreMessages.TREE_HEAD, new TreeHeadRequest()));
    }

    /** Deploys something beside it, on a worker. */
    public void deploy(Function<Bus, Deployable> verticle) {
        await(vertx.deployVerticle(
                verticle.apply(bus), new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
    }

    /** The bus that it is reached over. */
    public Bus bus() {
        return bus;
    }

    /** Number of leaves in the log. */
    public long size() {
        return head().size();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("no response within 30 s", late);
        }
    }
}
