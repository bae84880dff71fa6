package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.http.Budget;
import dev.evident.http.ProblemJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
    private static final int LIMIT = 1 << 20;
    private static final String POST = "POST /%s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final Budget budget = new Budget(LIMIT, LIMIT, LIMIT / 16);
    private final Queue<Promise<Void>> works = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("parse", 1);
    private HttpServer server;
    private URI uri;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        BodyReader bodies = new BodyReader(vertx, budget, Duration.ofSeconds(2));
        router.post("/:owner").handler(context -> bodies.read(context, context.pathParam("owner"), LIMIT, body -> {
                    Promise<Void> work = Promise.promise();
                    works.add(work);
                    return work.future().compose(done -> context.response().end(body.sent().length + " bytes"));
                })
                .onFailure(context::fail));
        router.route().failureHandler(context -> {
            if (!context.response().closed()
                    && context.failure() instanceof dev.evident.event.Problem.ProblemException refused) {
                context.response()
                        .setStatusCode(refused.problem().kind().status())
                        .end(ProblemJson.of(refused.problem()));
            }
        });
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
        uri = URI.create("http://127.0.0.1:" + server.actualPort());
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void aShareIsHeldUntilTheWorkIsDoneAlthoughTheSenderHasGone() throws Exception {
        try (Wire wire = new Wire(uri)) {
            wire.send(POST.formatted("a", 100_000) + "x".repeat(100_000));
            Await.until("the body is there", () -> works.size() == 1);
            wire.reset();
        }
        try (Wire other = new Wire(uri)) {
            other.send(POST.formatted("a", 10) + "x".repeat(10));
            Await.until("the other body is there", () -> works.size() == 2);
            assertThat(budget.used()).isEqualTo(100_010);

            works.remove().fail("done");
            Await.until("the first share is given back", () -> budget.used() == 10);
            works.remove().complete();
            assertThat(other.response().text()).isEqualTo("10 bytes");
        }
        Await.until("all is given back", () -> budget.used() == 0);
    }

    @Test
    void whatIsOnlyAnnouncedTakesNothing() throws Exception {
        try (Wire slow = new Wire(uri);
                Wire quick = new Wire(uri)) {
            slow.send(POST.formatted("a", LIMIT) + "x".repeat(1_000));
            Await.until("some of it is there", () -> budget.used() > 0);
            assertThat(budget.used()).isLessThanOrEqualTo(2_000);

            quick.send(POST.formatted("b", 900_000) + "x".repeat(900_000));
            Await.until("the other body is there", () -> works.size() == 1);
            works.remove().complete();
            assertThat(quick.response().status()).isEqualTo(200);
        }
    }

    @Test
    void whoHoldsAllKeepsNobodyFromALittle() throws Exception {
        try (Wire all = new Wire(uri);
                Wire more = new Wire(uri);
                Wire little = new Wire(uri)) {
            all.send(POST.formatted("a", LIMIT) + "x".repeat(LIMIT));
            Await.until("the budget is used up", () -> budget.used() == LIMIT);

            more.send(POST.formatted("a", 1_000) + "x".repeat(1_000));
            assertThat(more.response().status()).isEqualTo(503);
            little.send(POST.formatted("b", 60_000) + "x".repeat(60_000));
            Await.until("the little body is there", () -> works.size() == 2);
        }
    }

    @Test
    void whoIsTooSlowIsCutOff() throws Exception {
        try (Wire wire = new Wire(uri)) {
            wire.send(POST.formatted("a", 1_000) + "x");

            WireResponse response = wire.response();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.text()).contains("request-timeout");
            assertThat(wire.isAtEnd()).isTrue();
        }
        Await.until("all is given back", () -> budget.used() == 0);
    }

    @Test
    void whoNeverEndsIsCutOff() throws Exception {
        try (Wire wire = new Wire(uri)) {
            wire.send(POST.formatted("a", LIMIT));
            AtomicInteger sent = new AtomicInteger();
            long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
            Thread sender = new Thread(() -> {
                try {
                    while (System.nanoTime() < end) {
                        wire.send("x".repeat(200));
                        sent.addAndGet(200);
                        Thread.sleep(20);
                    }
                } catch (Exception cutOff) {
                    // as it should be
                }
            });
            sender.start();
            assertThat(wire.response().text()).contains("The body was not there after 2 seconds.");
            sender.interrupt();
            sender.join();
            assertThat(sent.get()).isGreaterThan(2_000);
        }
    }

    @Test
    void whoHasGoneIsNotParsedFor() throws Exception {
        Parsing parsing = new Parsing(workers, waiting);
        CountDownLatch busy = new CountDownLatch(1);
        Budget.Share share = budget.share("a");
        byte[] bytes = new byte[40_000];
        Future<String> first = parsing.run(body(bytes, share, false), true, parsed -> {
            await(busy);
            return "first";
        });
        AtomicInteger parsed = new AtomicInteger();
        var gone = new java.util.concurrent.atomic.AtomicBoolean();
        Future<Integer> second = parsing.run(
                new Body(bytes, ContentCoding.IDENTITY, LIMIT, share, gone), true, here -> parsed.incrementAndGet());
        gone.set(true);
        busy.countDown();

        assertThat(first.await()).isEqualTo("first");
        assertThat(second.otherwise(-1).await()).isEqualTo(-1);
        assertThat(parsed).hasValue(0);
        Await.until("nothing waits", () -> waiting.get() == 0);
    }

    @Test
    void theQueueOfTheParserEnds() throws Exception {
        Parsing parsing = new Parsing(workers, waiting);
        CountDownLatch busy = new CountDownLatch(1);
        Budget.Share share = budget.share("a");
        byte[] bytes = new byte[40_000];
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            parsing.run(body(bytes, share, false), true, parsed -> {
                        await(busy);
                        return "";
                    })
                    .onFailure(overloaded -> refused.incrementAndGet());
        }
        assertThat(refused.get()).isEqualTo(1_000 - 512);
        busy.countDown();
        Await.until("nothing waits", () -> waiting.get() == 0);
    }

    private static Body body(byte[] bytes, Budget.Share share, boolean gone) {
        return new Body(
                bytes, ContentCoding.IDENTITY, LIMIT, share, new java.util.concurrent.atomic.AtomicBoolean(gone));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
