package dev.evident.viewer;

import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.event.Problem;
import dev.evident.http.Listener;
import dev.evident.http.Wish;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the viewer: the files of {@code webroot}, and {@code /config.json}, from which the page learns where the
 * API is, which key signs the log and who may embed it.
 *
 * <p>{@link #port()} may be called from any thread.
 */
public final class WebUiVerticle extends VerticleBase {
    private static final int DRAIN_SECONDS = 2;
    private final Configuration.Viewer settings;
    private final Listener listener;
    private final IntSupplier apiPort;
    private final String version;
    private @Nullable HttpServer server;
    private volatile int port;

    /**
     * @param listener bounds what comes in
     * @param apiPort the port that the API listens on; asked for at every request, from the event loop
     * @param version the program's version
     */
    public WebUiVerticle(Configuration.Viewer settings, Listener listener, IntSupplier apiPort, String version) {
        this.settings = settings;
        this.port = settings.port();
        this.listener = listener;
        this.apiPort = apiPort;
        this.version = version;
    }

    /**
     * The port that the server listens on or listened on last. Before that, the configured one: a page that an earlier
     * process served may call the API again before this verticle listens.
     */
    public int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(WebRoot::load).compose(this::listen);
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    private Future<?> listen(WebRoot root) {
        SecurityHeaders security = new SecurityHeaders(root.page(), settings);
        Router router = router(root);
        return listener.server(
                        vertx,
                        settings.host(),
                        settings.port(),
                        request -> {
                            secure(security, request);
                            router.handle(request);
                        },
                        (request, problem) -> {
                            secure(security, request);
                            refuse(request, problem);
                        })
                .listen()
                .map(started -> {
                    server = started;
                    port = started.actualPort();
                    return started;
                })
                .recover(failure -> Future.failedFuture(
                        StartException.cannotListen("viewer", settings.host(), settings.port(), failure)));
    }

    private static void refuse(HttpServerRequest request, Problem problem) {
        request.response()
                .setStatusCode(problem.kind().status())
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Connection", "close")
                .end(problem.detail() + "\n")
                .onComplete(sent -> request.connection().close());
    }

    private void secure(SecurityHeaders security, HttpServerRequest request) {
        security.set(request.response().headers(), request, apiPort.getAsInt());
    }

    private Router router(WebRoot root) {
        Router router = Router.router(vertx);
        router.route("/config.json")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::sendConfig);
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> sendFile(context, root));
        router.errorHandler(400, context -> refuse(context, 400, "This request cannot be understood."));
        router.errorHandler(404, context -> refuse(context, 404, "Nothing is here. The viewer is at /"));
        router.errorHandler(405, context -> {
            context.response().putHeader("Allow", "GET, HEAD");
            refuse(context, 405, "Only GET and HEAD are served here.");
        });
        router.errorHandler(500, context -> refuse(context, 500, "The viewer's server failed."));
        return router;
    }

    private void sendConfig(RoutingContext context) {
        JsonObject api = new JsonObject().put("port", apiPort.getAsInt());
        JsonObject config = new JsonObject().put("api", api).put("version", version);
        settings.apiUrl().ifPresent(url -> api.put("url", url));
        if (!settings.embedOrigins().isEmpty()) {
            config.put("embed_origins", new JsonArray(settings.embedOrigins()));
        }
        settings.logKey().map(Object::toString).ifPresent(key -> config.put("log_key", key));
        // The page sets its idea of now by this, so that "last hour" means the same for a browser whose clock is wrong.
        context.response()
                .putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        send(context, WebFile.of("config.json", config.toBuffer().getBytes()));
    }

    private static void sendFile(RoutingContext context, WebRoot root) {
        String path = context.request().path();
        WebFile file = path == null ? null : root.find(path);
        if (file == null) {
            context.fail(404);
        } else {
            send(context, file);
        }
    }

    private static void send(RoutingContext context, WebFile file) {
        HttpServerResponse response = context.response();
        Buffer gzip =
                Wish.isAccepted("gzip", context.request().headers().getAll("Accept-Encoding")) ? file.gzip() : null;
        response.putHeader("ETag", file.etag(gzip != null)).putHeader("Vary", "Accept-Encoding");
        String known = context.request().getHeader("If-None-Match");
        if (known != null && file.isKnownBy(known)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", file.type());
        if (gzip != null) {
            response.putHeader("Content-Encoding", "gzip");
        }
        finish(context, gzip == null ? file.body() : gzip);
    }

    private static void refuse(RoutingContext context, int status, String message) {
        context.response().setStatusCode(status).putHeader("Content-Type", "text/plain; charset=utf-8");
        finish(context, Buffer.buffer(message + "\n"));
    }

    private static void finish(RoutingContext context, Buffer body) {
        HttpServerResponse response = context.response();
        response.putHeader("Content-Length", String.valueOf(body.length()));
        if (context.request().method().equals(HttpMethod.HEAD)) {
            response.end();
        } else {
            response.end(body);
        }
    }
}
