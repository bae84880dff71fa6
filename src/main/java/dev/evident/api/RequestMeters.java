package dev.evident.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The meters that the replaced service had, under their old names: {@code requests_total}, {@code errors_total} and
 * {@code response_time_seconds}. Labels are bounded: the endpoint is a route or {@code unmatched}, the method one of the
 * usual ones or {@code OTHER}. For one event loop.
 */
final class RequestMeters implements Handler<RoutingContext> {
    private static final Set<HttpMethod> USUAL = Set.of(
            HttpMethod.GET,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.DELETE,
            HttpMethod.PATCH,
            HttpMethod.HEAD,
            HttpMethod.OPTIONS);

    private final MeterRegistry registry;
    private final Map<Key, Meters> meters = new HashMap<>();

    private record Key(String method, String endpoint) {}

    private record Meters(Counter requests, Timer responseTime) {}

    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(RoutingContext context) {
        long started = System.nanoTime();
        context.addEndHandler(ended -> record(context, System.nanoTime() - started));
        context.next();
    }

    private void record(RoutingContext context, long nanos) {
        HttpMethod method = context.request().method();
        String endpoint = context.get(Routes.ENDPOINT, "unmatched");
        Key key = new Key(USUAL.contains(method) ? method.name() : "OTHER", endpoint);
        Meters found = meters.computeIfAbsent(key, this::register);
        found.requests.increment();
        if (!context.get(Routes.ENDLESS, false)) {
            found.responseTime.record(nanos, TimeUnit.NANOSECONDS);
        }
        int status = context.response().getStatusCode();
        if (status >= 400) {
            Counter.builder("errors")
                    .description("Requests with a status from 400")
                    .tag("method", key.method)
                    .tag("endpoint", key.endpoint)
                    .tag("status", String.valueOf(status))
                    .register(registry)
                    .increment();
        }
    }

    private Meters register(Key key) {
        return new Meters(
                Counter.builder("requests")
                        .description("Requests served")
                        .tag("method", key.method)
                        .tag("endpoint", key.endpoint)
                        .register(registry),
                Timer.builder("response.time")
                        .description("Time from a request's head to the end of its response")
                        .tag("method", key.method)
                        .tag("endpoint", key.endpoint)
                        .serviceLevelObjectives(
                                Duration.ofMillis(1),
                                Duration.ofMillis(5),
                                Duration.ofMillis(10),
                                Duration.ofMillis(25),
                                Duration.ofMillis(50),
                                Duration.ofMillis(100),
                                Duration.ofMillis(250),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5))
                        .register(registry));
    }
}
