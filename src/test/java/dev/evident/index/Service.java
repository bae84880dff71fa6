package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Hits;
import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import dev.evident.log.Feed;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A process with a record and an index that can be stopped and started, used from a test's thread. */
final class Service implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 20;

    /** Commits only at the stop, unless a test is about that. */
    static final IndexSettings SETTINGS =
            new IndexSettings(Duration.ofSeconds(10), Duration.ofHours(1), Duration.ofSeconds(10));

    final Vertx vertx = Vertx.vertx();
    final Bus bus = Bus.install(vertx);
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Path directory;
    private String deployment = "";
    private Supplier<Feed> feed = () -> {
        throw new IllegalStateException("no record");
    };

    Service(Path directory) {
        this.directory = directory;
    }

    /** Each start follows a feed of its own. */
    void follows(Supplier<Feed> record) {
        feed = record;
    }

    void start() {
        start(SETTINGS);
    }

    void start(IndexSettings settings) {
        deployment = await(vertx.deployVerticle(new IndexVerticle(bus, feed.get(), directory, registry, settings)));
    }

    /** Starts with an index that begins with nothing, whatever is in the directory. */
    void startAnew() {
        deployment =
                await(vertx.deployVerticle(new IndexVerticle(bus, feed.get(), directory, registry, SETTINGS, true)));
    }

    void stop() {
        await(stopping());
    }

    /** Begins to stop. */
    Future<Void> stopping() {
        return vertx.undeploy(deployment);
    }

    Check check() {
        return await(bus.request(IndexMessages.CHECK, Check.Request.HOW_ARE_YOU));
    }

    void awaitReady() {
        await(() -> check().isUp());
    }

    Future<Hits> ask(String path, String value) {
        return bus.request(IndexMessages.SEARCH, Questions.search(Questions.any(path, value)));
    }

    List<Long> find(String path, String value) {
        return await(ask(path, value)).seqs();
    }

    double meter(String line) {
        return registry.scrape()
                .lines()
                .filter(one -> one.startsWith(line + " "))
                .mapToDouble(one -> Double.parseDouble(one.substring(line.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no meter " + line + " in\n" + registry.scrape()));
    }

    /** What a question is refused with. */
    static Problem problem(Future<?> answer) {
        try {
            await(answer);
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof ProblemException refused) {
                return refused.problem();
            }
            throw failed;
        }
        throw new AssertionError("it was answered");
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not happen in time").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
