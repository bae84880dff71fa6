package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.StoredEvent;
import dev.evident.http.ProblemJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The lines of a live tail (WHATWG HTML, server-sent events). An id is the position of the last event before it. */
final class ServerSentEvents {
    private static final int RETRY_MS = 2_000;

    private ServerSentEvents() {}

    /**
     * The first lines: a reader who is cut off before the first event knows already where to go on.
     *
     * @param next the position of the first event that may come
     */
    static Buffer hello(long next) {
        return Buffer.buffer("retry: " + RETRY_MS + "\nid: " + (next - 1) + "\n\n");
    }

    /** Events, each with its position as id and its JSON on one line. */
    static Buffer events(List<StoredEvent> events) {
        Buffer out = Buffer.buffer();
        for (StoredEvent event : events) {
            out.appendString("id: " + event.seq() + "\nevent: event\ndata: ");
            EventJson.append(out, event);
            out.appendString("\n\n");
        }
        return out;
    }

    /** A sign of life. */
    static Buffer heartbeat() {
        return Buffer.buffer(":\n\n");
    }

    /** A sign of life after a stretch of the log in which nothing matched. */
    static Buffer heartbeat(long next) {
        return Buffer.buffer(":\nid: " + (next - 1) + "\n\n");
    }

    /** Why there will be no more. */
    static Buffer error(Problem problem) {
        return Buffer.buffer("event: error\ndata: ")
                .appendBuffer(ProblemJson.of(problem))
                .appendString("\n\n");
    }
}
