package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.bus.Cancellation;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("response", 1);
    private final Slots slots = new Slots("responses", "a fixed number", 1, 1);
    private final Queue<Promise<List<StoredEvent>>> works = new ConcurrentLinkedQueue<>();
    private final AtomicInteger gone = new AtomicInteger();
    private URI uri;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        router.get("/fails").handler(context -> {
            slots.takeUnnamed(context);
            throw new IllegalArgumentException("before any work has begun");
        });
        router.get("/work").handler(context -> {
            Slots.Slot slot = slots.takeUnnamed(context);
            context.addEndHandler(ended -> gone.incrementAndGet());
            slot.during(work()).onSuccess(done -> context.response().end("done"));
        });
        router.get("/events").handler(this::events);
        router.route().failureHandler(context -> context.response()
                .setStatusCode(context.failure() instanceof IllegalArgumentException ? 400 : 503)
                .end());
        HttpServer server = vertx.createHttpServer()
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
    void whoGoesFreesNoSlotWhileTheWorkGoesOn() throws Exception {
        askAndGo("/work");
        assertThat(slots.used()).isEqualTo(1);
        assertThat(ask("/work").status()).isEqualTo(503);

        works.remove().complete();
        Await.until("the slot is free", () -> slots.used() == 0);
        assertServed();
    }

    @Test
    void workThatFailsFreesItAsWell() throws Exception {
        askAndGo("/work");
        works.remove().fail("no");
        Await.until("the slot is free", () -> slots.used() == 0);
        assertThat(ask("/fails").status()).isEqualTo(400);
        Await.until("the slot is free", () -> slots.used() == 0);
        assertServed();
    }

    /** An export has the next events read while the first ones leave. */
    @Test
    void aResponseHasEndedWhenNothingIsReadForItAnyMore() throws Exception {
        try (Wire wire = new Wire(uri, 4_096)) {
            wire.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
            Await.until("the first events are read", () -> works.size() == 1);
            works.remove().complete(stored());
            Await.until("the second ones are being read", () -> works.size() == 1);
            works.remove().complete(stored());
            Await.until("the third ones are being read", () -> works.size() == 1);
            wire.reset();
        }
        Await.until("the response is over", () -> gone.get() == 1);
        assertThat(slots.used()).isEqualTo(1);

        works.remove().complete(List.of());
        Await.until("the slot is free", () -> slots.used() == 0);
    }

    private void events(RoutingContext context) {
        Slots.Slot slot = slots.takeUnnamed(context);
        Cancellation cancellation = Disconnect.cancellation(context);
        try {
            slot.during(EventsResponse.write(
                    context.response(),
                    this::work,
                    new EventEncoder(new EventFormat.Ndjson(), false, workers),
                    new SimpleMeterRegistry().counter("sent"),
                    cancellation));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        context.addEndHandler(ended -> gone.incrementAndGet());
    }

    private Future<List<StoredEvent>> work() {
        Promise<List<StoredEvent>> work = Promise.promise();
        works.add(work);
        return work.future();
    }

    private static List<StoredEvent> stored() {
        byte[] body = ("{\"variant_data\":{\"x\":\"" + "x".repeat(2_000_000) + "\"}}").getBytes(UTF_8);
        return List.of(Unchecked.stored(7, new UUID(7, 7), 1, body));
    }

    private void askAndGo(String path) throws Exception {
        try (Wire wire = new Wire(uri)) {
            wire.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            Await.until("the work has begun", () -> works.size() == 1);
            wire.reset();
        }
        Await.until("the response is over", () -> gone.get() == 1);
    }

    private void assertServed() throws IOException {
        try (Wire wire = new Wire(uri)) {
            wire.send("GET /work HTTP/1.1\r\nHost: a\r\n\r\n");
            Await.until("the work has begun", () -> works.size() == 1);
            works.remove().complete();
            assertThat(wire.response().text()).isEqualTo("done");
        }
        Await.until("the slot is free", () -> slots.used() == 0);
    }

    private WireResponse ask(String path) throws IOException {
        try (Wire wire = new Wire(uri)) {
            return wire.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").response();
        }
    }
}
