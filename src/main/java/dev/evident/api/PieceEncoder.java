package dev.evident.api;

import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Turns events into the bytes of one response, piece by piece. One call at a time; never holds up the event loop. */
interface PieceEncoder {
    /** The bytes of the next events, or the first of them when they are many; may be none yet. */
    Future<Buffer> piece(List<StoredEvent> events);

    /** Whether there are more bytes of these events. */
    default boolean hasMore() {
        return false;
    }

    /** The next of them; to be asked for when those before have left. */
    default Future<Buffer> more() {
        throw new IllegalStateException("there are none");
    }

    /** The last bytes. */
    Future<Buffer> end();

    /** Bytes for the end of a response that cannot be finished, where the form has a place for a reason; else none. */
    default Future<Buffer> broken(Throwable why) {
        return Future.succeededFuture(Buffer.buffer());
    }

    /** Frees what is held; later calls of the others fail. */
    void close();
}
