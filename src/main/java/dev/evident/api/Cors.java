package dev.evident.api;

import dev.evident.http.HostNames;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin access (Fetch §3.2) for the viewer's page and configured origins. The viewer's origin is the host name
 * by which the API itself is being called, with the viewer's port, so it follows whatever name the page was opened by.
 * Nothing is allowed by cookies: the page sends its token itself.
 */
final class Cors implements Handler<RoutingContext> {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final IntSupplier viewerPort;
    private final Set<String> origins;

    Cors(IntSupplier viewerPort, List<String> origins) {
        this.viewerPort = viewerPort;
        this.origins = origins.stream().map(HostNames::asciiLowerCase).collect(Collectors.toUnmodifiableSet());
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
                        + " RateLimit, RateLimit-Policy, Retry-After");
        context.next();
    }

    /** Compared letter by letter: scheme, host and port are what a browser writes, in lower case and without more. */
    private boolean isAllowed(String origin, @Nullable HostAndPort called) {
        if (origins.contains(origin)) {
            return true;
        }
        if (called == null) {
            return false;
        }
        String host = HostNames.asciiLowerCase(called.host());
        int port = viewerPort.getAsInt();
        return origin.equals("http://" + host + (port == HTTP_PORT ? "" : ":" + port))
                || origin.equals("https://" + host + (port == HTTPS_PORT ? "" : ":" + port));
    }
}
