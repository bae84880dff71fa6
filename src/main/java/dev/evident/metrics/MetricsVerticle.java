package dev.evident.metrics;

import dev.evident.bus.Bus;
import dev.evident.config.Configuration;
import dev.evident.config.Listeners;
import dev.evident.config.StartException;
import dev.evident.event.Problem;
import dev.evident.http.Listener;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.micrometer.PrometheusScrapingHandler;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics} as Prometheus reads it, {@code /health/live} (the process responds) and {@code /health/ready}
 * (200 or 503, see {@link Health}). No token is asked for: the listener is for the inner network.
 *
 * <p>Confined to its event loop but for {@link #uri()}.
 */
public final class MetricsVerticle extends VerticleBase {
    private static final long DRAIN_S = 2;

    private final Configuration.Metrics configuration;
    private final Listener listener;
    private final Health health;
    private final PrometheusMeterRegistry registry;
    private volatile @Nullable HttpServer server;

    /**
     * Metrics and health.
     *
     * @param listener bounds what comes in
     */
    public MetricsVerticle(
            Configuration.Metrics configuration, Listener listener, Bus bus, PrometheusMeterRegistry registry) {
        this.configuration = configuration;
        this.listener = listener;
        this.health = new Health(bus);
        this.registry = registry;
    }

    /** Fails with a {@link StartException} when the port cannot be opened. */
    @Override
    public Future<?> start() {
        return listener.server(vertx, configuration.host(), configuration.port(), router(), MetricsVerticle::refuse)
                .listen()
                .map(listening -> server = listening)
                .recover(failure -> Future.failedFuture(
                        StartException.cannotListen("metrics", configuration.host(), configuration.port(), failure)));
    }

    @Override
    public Future<?> stop() {
        HttpServer listening = server;
        return listening == null ? Future.succeededFuture() : listening.shutdown(DRAIN_S, TimeUnit.SECONDS);
    }

    /** Where it listens, with the actual port. Call after the start. */
    public URI uri() {
        HttpServer listening = server;
        if (listening == null) {
            throw new IllegalStateException("not started");
        }
        return Listeners.uri(listener.isSecure(), configuration.host(), listening.actualPort());
    }

    private Router router() {
        Router router = Router.router(vertx);
        serve(router, "/metrics", PrometheusScrapingHandler.create(registry));
        serve(router, "/health/live", context -> respond(context, 200, JsonObject.of("status", "UP")));
        serve(router, "/health/ready", context -> health.report()
                .onSuccess(report -> respond(context, report.up() ? 200 : 503, report.json())));
        router.errorHandler(
                404,
                context -> respond(
                        context, 404, JsonObject.of("detail", "Here are /metrics, /health/live and /health/ready.")));
        return router;
    }

    private static void refuse(HttpServerRequest request, Problem problem) {
        request.response()
                .setStatusCode(problem.kind().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(JsonObject.of("detail", problem.detail()).toBuffer())
                .onComplete(sent -> request.connection().close());
    }

    private static void serve(Router router, String path, Handler<RoutingContext> handler) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> {
            context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            handler.handle(context);
        });
        router.route(path).handler(context -> {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            respond(context, 405, JsonObject.of("detail", "Only GET and HEAD are allowed here."));
        });
    }

    private static void respond(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }
}
