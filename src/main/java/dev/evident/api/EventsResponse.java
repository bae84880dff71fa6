package dev.evident.api;

import dev.evident.bus.Cancellation;
import dev.evident.event.StoredEvent;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends events as they come. While one piece leaves, the next one is written into bytes and the one after that is read,
 * no more: a slow reader holds these three and nothing else waits for it. What fits into one piece is sent with its
 * length. For one response, on its event loop.
 */
final class EventsResponse {
    /** At most this much at a time is handed to the connection, which is idle only when none of it moves for long. */
    private static final int SLICE_BYTES = 128 << 10;

    private final HttpServerResponse response;
    private final EventSource source;
    private final PieceEncoder encoder;
    private final Counter sent;
    private final Cancellation cancellation;
    private final Promise<Boolean> ended = Promise.promise();
    private Future<Void> written = Future.succeededFuture();

    /** The events that are being read ahead. */
    private Future<List<StoredEvent>> reading = Future.succeededFuture(List.of());

    private EventsResponse(
            HttpServerResponse response,
            EventSource source,
            PieceEncoder encoder,
            Counter sent,
            Cancellation cancellation) {
        this.response = response;
        this.source = source;
        this.encoder = encoder;
        this.sent = sent;
        this.cancellation = cancellation;
    }

    /**
     * Completes with true when all of it was sent and with false when nobody waits for it any more; fails when the events
     * do not come or cannot be sent, the response being incomplete then. Nothing is read any more when it completes.
     */
    static Future<Boolean> write(
            HttpServerResponse response,
            EventSource source,
            PieceEncoder encoder,
            Counter sent,
            Cancellation cancellation) {
        EventsResponse writing = new EventsResponse(response, source, encoder, sent, cancellation);
        writing.step(source.next(), null);
        return writing.ended.future().onComplete(ended -> encoder.close()).eventually(() -> writing.reading);
    }

    /**
     * Takes the events that are coming.
     *
     * @param first the first piece, as long as it may be the only one
     */
    private void step(Future<List<StoredEvent>> coming, @Nullable Buffer first) {
        coming.onSuccess(events -> {
                    if (cancellation.isCancelled()) {
                        ended.tryComplete(false);
                    } else if (events.isEmpty()) {
                        end(first == null ? Buffer.buffer() : first);
                    } else {
                        go(events, first);
                    }
                })
                .onFailure(this::fail);
    }

    private void go(List<StoredEvent> events, @Nullable Buffer first) {
        if (first != null) {
            sendPart(first);
        }
        Future<List<StoredEvent>> following = source.next();
        reading = following;
        take(encoder.piece(events), following, events.size(), first != null);
    }

    /**
     * Takes bytes of events that are coming; those before have left when they are sent.
     *
     * @param following the events after these
     * @param count how many events these are
     * @param begun whether something was sent already
     */
    private void take(Future<Buffer> coming, Future<List<StoredEvent>> following, int count, boolean begun) {
        coming.onSuccess(bytes -> {
                    boolean more = encoder.hasMore();
                    sent.increment(more ? 0 : count);
                    if (cancellation.isCancelled()) {
                        ended.tryComplete(false);
                    } else if (!more && !begun && !response.headWritten()) {
                        step(following, bytes);
                    } else {
                        written.onSuccess(left -> {
                                    sendPart(bytes);
                                    if (more) {
                                        take(encoder.more(), following, count, true);
                                    } else {
                                        step(following, null);
                                    }
                                })
                                .onFailure(ended::tryFail);
                    }
                })
                .onFailure(this::fail);
    }

    private void sendPart(Buffer bytes) {
        if (!response.headWritten()) {
            response.setChunked(true);
        }
        send(bytes);
    }

    /** What has been sent already ends with the reason, where that can be said; nothing else tells the reader. */
    private void fail(Throwable failure) {
        if (!response.headWritten() || cancellation.isCancelled()) {
            ended.tryFail(failure);
            return;
        }
        encoder.broken(failure)
                .compose(reason -> reason.length() == 0 ? Future.succeededFuture() : response.write(reason))
                .onComplete(said -> ended.tryFail(failure));
    }

    private void end(Buffer unsent) {
        encoder.end()
                .compose(last -> response.end(unsent.appendBuffer(last)))
                .map(true)
                .onComplete(ended);
    }

    private void send(Buffer piece) {
        Future<Void> leaving = Future.succeededFuture();
        for (int from = 0; from < piece.length(); from += SLICE_BYTES) {
            leaving = response.write(piece.slice(from, Math.min(piece.length(), from + SLICE_BYTES)));
        }
        written = leaving; // writeQueueFull counts messages, however large they are
    }
}
