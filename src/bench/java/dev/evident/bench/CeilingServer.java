package dev.evident.bench;

import dev.evident.event.EventParser;
import dev.evident.event.NewEvent;
import dev.evident.event.Timestamps;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.UUID;

/**
 * The most that the service could do if storing were free: the same kind of server, which parses each body strictly and
 * returns 201, without routes, tokens, metrics and storage.
 */
public final class CeilingServer extends MeasuredServer {
    private static final int MAX_EVENT_BYTES = 1 << 20;

    private final EventParser parser = new EventParser(MAX_EVENT_BYTES);
    private long seq;

    /** Prints {@code listening on http://127.0.0.1:PORT} and serves until it is ended. */
    public static void main(String[] args) {
        serve(CeilingServer::new);
    }

    @Override
    protected void serve(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            NewEvent event = parser.parse(body.getBytes(), null);
            HttpServerResponse response = request.response();
            if (event.size() == 0) {
                response.setStatusCode(500).end();
                return;
            }
            UUID id = new UUID(0x7000L, seq);
            response.setStatusCode(201)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.LOCATION, "/events/" + id)
                    .end(Buffer.buffer("{\"id\":\"" + id + "\",\"seq\":" + seq++ + ",\"timestamp\":\""
                            + Timestamps.format(System.currentTimeMillis() * 1_000) + "\"}"));
        });
    }
}
