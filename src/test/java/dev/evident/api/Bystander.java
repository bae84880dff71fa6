package dev.evident.api;

import dev.evident.ServiceProcess;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Somebody who uses the service as everybody does while others attack it, each time by a new connection. */
final class Bystander implements AutoCloseable {
    private static final String EVENT = "{\"event_type\":\"bystander\",\"user_id\":\"u\",\"variant_data\":{}}";
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    private static final int MAX_SECONDS = 20;

    private final ServiceProcess service;
    private final String token;
    private final Thread thread = new Thread(this::loop, "bystander");
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile long slowestMs;
    private volatile boolean ended;

    Bystander(ServiceProcess service, String token) {
        this.service = service;
        this.token = token;
        thread.setDaemon(true);
        thread.start();
    }

    /** How many times everything was served. */
    int rounds() {
        return rounds.get();
    }

    /** The longest time that a response took, milliseconds. */
    long slowestMs() {
        return slowestMs;
    }

    /** Waits for a round that began now, and fails when any was not served as it should be. */
    void requireRounds(int more) {
        int until = rounds.get() + more + 1;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (rounds.get() < until && failure.get() == null && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        if (failure.get() != null || rounds.get() < until) {
            throw new AssertionError(
                    "somebody else was not served; the service said: " + service.output(), failure.get());
        }
    }

    /** One round: health, a write, a read. */
    private void round() throws IOException {
        expect(service.metrics(), "GET /health/live" + HEAD + "\r\n", 200);
        String authorized = HEAD + "Authorization: " + token + "\r\n";
        expect(
                service.api(),
                "POST /event" + authorized + "Content-Type: application/json\r\nContent-Length: " + EVENT.length()
                        + "\r\n\r\n" + EVENT,
                201);
        expect(service.api(), "GET /events?limit=1" + authorized + "\r\n", 200);
        expect(service.viewer(), "GET /config.json" + HEAD + "\r\n", 200);
    }

    /** Tries again, as clients do, when the connection is closed before a response, or the response says to. */
    private void expect(URI at, String request, int status) throws IOException {
        long begin = System.nanoTime();
        String got = "";
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(MAX_SECONDS)) {
            try (Wire wire = new Wire(at)) {
                WireResponse response = wire.send(request).response();
                if (response.status() == status) {
                    slowestMs = Math.max(slowestMs, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                    return;
                }
                got = response.status() + ": " + response.text();
                if (response.status() != 503) {
                    break;
                }
            } catch (EOFException | SocketException closed) {
                got = closed.toString();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new IOException(request.lines().findFirst() + " got " + got);
    }

    private void loop() {
        try {
            while (!ended) {
                round();
                rounds.incrementAndGet();
            }
        } catch (IOException | RuntimeException failed) {
            failure.compareAndSet(null, failed);
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
