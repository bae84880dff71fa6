package dev.evident;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.KeyCertOptions;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A reverse proxy with one name for several servers: each below its path, which the server does not see. It may end TLS, and
 * then says so in {@code X-Forwarded-Proto}.
 */
public final class PathProxy implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final Map<String, URI> servers;
    private final boolean tls;
    private final HttpServer server;

    private PathProxy(Map<String, URI> servers, HttpServerOptions options) {
        this.servers = servers;
        this.tls = options.isSsl();
        server = vertx.createHttpServer(options)
                .requestHandler(this::pass)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** Starts it, with servers by their paths, such as {@code /audit/}. */
    public static PathProxy start(Map<String, URI> servers) {
        return new PathProxy(
                servers, new HttpServerOptions().setHost("127.0.0.1").setPort(0));
    }

    /** Starts it with TLS, on an address of its own so that it can have the port of the server behind it. */
    public static PathProxy start(Map<String, URI> servers, KeyCertOptions key, String host, int port) {
        return new PathProxy(
                servers,
                new HttpServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setSsl(true)
                        .setUseAlpn(false)
                        .setKeyCertOptions(key));
    }

    /** Where it listens. */
    public int port() {
        return server.actualPort();
    }

    private void pass(HttpServerRequest request) {
        for (Map.Entry<String, URI> served : servers.entrySet()) {
            if (request.uri().startsWith(served.getKey())) {
                String below = request.uri().substring(served.getKey().length() - 1);
                pass(request, served.getValue(), below);
                return;
            }
        }
        request.response().setStatusCode(404).end();
    }

    private void pass(HttpServerRequest request, URI target, String path) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setHost(target.getHost())
                .setPort(target.getPort())
                .setURI(path);
        Future<Buffer> body = request.body();
        client.request(options)
                .compose(call -> {
                    call.headers().setAll(request.headers());
                    if (tls) {
                        call.headers().set("X-Forwarded-Proto", "https");
                    }
                    return body.compose(call::send);
                })
                .compose(upstream -> back(upstream, request.response()))
                .onFailure(gone -> request.connection().close());
    }

    /** Passes on each piece as it comes, so that a tail stays live; whoever hangs up ends the call behind it. */
    private static Future<Void> back(HttpClientResponse upstream, HttpServerResponse response) {
        response.setStatusCode(upstream.statusCode()).headers().setAll(upstream.headers());
        response.closeHandler(gone -> upstream.request().reset());
        upstream.handler(piece -> {
            if (!response.closed()) {
                response.write(piece);
            }
        });
        return upstream.end().compose(all -> response.closed() ? Future.succeededFuture() : response.end());
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
