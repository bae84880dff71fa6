package dev.evident.api;

import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * Writes events as one JSON array. The next piece is asked for when the one before has left, so a slow reader holds one
 * piece and nothing else waits for it. What fits into one piece is sent with its length. For one response, on its event
 * loop.
 */
final class ArrayAnswer {
    private final HttpServerResponse response;
    private final EventSource source;
    private final Promise<Void> ended = Promise.promise();
    private boolean empty = true;

    private ArrayAnswer(HttpServerResponse response, EventSource source) {
        this.response = response;
        this.source = source;
    }

    /** Completes when the response has ended; fails when the events do not come, the answer being incomplete then. */
    static Future<Void> write(HttpServerResponse response, EventSource source) {
        ArrayAnswer answer = new ArrayAnswer(response, source);
        answer.step(Buffer.buffer("["));
        return answer.ended.future();
    }

    /** Adds the next piece to what has not been sent yet. */
    private void step(Buffer unsent) {
        source.next()
                .onSuccess(events -> {
                    if (events.isEmpty()) {
                        response.end(unsent.appendByte((byte) ']')).onComplete(ended);
                    } else if (unsent.length() > 1) {
                        if (!response.headWritten()) {
                            response.setChunked(true);
                        }
                        send(unsent).onSuccess(sent -> step(json(events))).onFailure(ended::tryFail);
                    } else {
                        step(unsent.appendBuffer(json(events)));
                    }
                })
                .onFailure(ended::tryFail);
    }

    private Future<Void> send(Buffer piece) {
        Future<Void> written = response.write(piece);
        return response.writeQueueFull() ? written : Future.succeededFuture();
    }

    private Buffer json(List<StoredEvent> events) {
        Buffer piece = Buffer.buffer();
        for (StoredEvent event : events) {
            if (!empty) {
                piece.appendByte((byte) ',');
            }
            empty = false;
            EventJson.append(piece, event);
        }
        return piece;
    }
}
