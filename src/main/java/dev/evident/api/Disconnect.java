package dev.evident.api;

import dev.evident.bus.Cancellation;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;

/** What follows when a caller has gone, and how one that takes nothing is made to go. */
final class Disconnect {
    private Disconnect() {}

    /** Cancels what a caller asked for when the caller has gone. */
    static Cancellation cancellation(RoutingContext context) {
        Cancellation cancellation = new Cancellation();
        context.addEndHandler(ended -> cancellation.cancel());
        return cancellation;
    }

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
