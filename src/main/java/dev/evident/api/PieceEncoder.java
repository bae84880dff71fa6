package dev.evident.api;

import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Turns events into the bytes of one answer, piece by piece. One call at a time; never holds up the event loop. */
interface PieceEncoder {
    /** The bytes of the next events; may be none yet. */
    Future<Buffer> piece(List<StoredEvent> events);

    /** The last bytes. */
    Future<Buffer> end();

    /** Bytes for the end of an answer that cannot be finished, where the form has room for a reason; else none. */
    default Future<Buffer> broken(Throwable why) {
        return Future.succeededFuture(Buffer.buffer());
    }

    /** Frees what is held; later calls of the others fail. */
    void close();
}
