package dev.evident.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Cross-origin access (Fetch §3.2) for the viewer's page and configured origins. The viewer's origin is the host name
 * by which the API itself is being called, with the viewer's port, so it follows whatever name the page was opened by.
 * Nothing is allowed by cookies: the page sends its token itself.
 */
final class Cors implements Handler<RoutingContext> {
    private final IntSupplier viewerPort;
    private final List<String> origins;

    Cors(IntSupplier viewerPort, List<String> origins) {
        this.viewerPort = viewerPort;
        this.origins = List.copyOf(origins);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.VARY, "Origin");
        if (!isAllowed(origin, request.authority())) {
            context.next();
            return;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if (HttpMethod.OPTIONS.equals(request.method())
                && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST")
                    .putHeader(
                            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
                            "Authorization, Content-Type, Idempotency-Key, Last-Event-ID")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600")
                    .setStatusCode(204)
                    .end();
            return;
        }
        response.putHeader(
                HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
                "Content-Disposition, Evident-Count, Evident-Unknown-Fields, Idempotency-Replayed, Link, Location,"
                        + " Retry-After");
        context.next();
    }

    private boolean isAllowed(String origin, HostAndPort called) {
        if (origins.contains(origin)) {
            return true;
        }
        try {
            URI uri = URI.create(origin);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            return called != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && port == viewerPort.getAsInt()
                    && called.host().equalsIgnoreCase(uri.getHost());
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }
}
