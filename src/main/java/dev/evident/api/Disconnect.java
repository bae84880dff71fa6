package dev.evident.api;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/** Closes connections of readers that take nothing. */
final class Disconnect {
    private Disconnect() {}

    /**
     * Closes at once and drops what was not taken. {@link HttpConnection#close} sends all that first, so with such a
     * reader it would never get there.
     */
    static void now(HttpConnection connection) {
        if (connection instanceof HttpServerConnection server) {
            server.channelHandlerContext().close(); // from below the handler that would wait
        } else {
            connection.close();
        }
    }
}
