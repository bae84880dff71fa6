package dev.evident.api;

import io.vertx.core.http.HttpServerRequest;

/**
 * References to other resources of this API (RFC 3986 §4.2), relative to the resource that was asked for: a reverse proxy
 * may serve the API below a path that the API never sees.
 */
final class Reference {
    private Reference() {}

    /**
     * The reference from the resource that was asked for.
     *
     * @param target from the API's top, without a slash before it, such as {@code events/…}
     */
    static String to(HttpServerRequest request, String target) {
        long levels = request.path().chars().filter(c -> c == '/').count() - 1;
        return "../".repeat((int) Math.max(0, levels)) + target;
    }
}
