package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.StoredEvent;
import dev.evident.http.ProblemJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** How events are written one after the other. One for each response; for one thread at a time. */
interface EventFormat {
    /** What stands before the first event. */
    void begin(Buffer out);

    /**
     * One event, or as much of it as fits: what is not much larger than the event comes whole.
     *
     * @param limit bytes in the buffer from which on nothing is added that can be long
     * @return whether the event is whole now; if not, the next call is for the same one and goes on with it
     */
    boolean append(Buffer out, StoredEvent event, int limit) throws IOException;

    /**
     * What stands after the last event.
     *
     * @param count how many events there were
     */
    void end(Buffer out, long count);

    /** What stands at the end of a response that cannot be finished; nothing where the form has no place for it. */
    default void broken(Buffer out, long count, Problem why) {}

    /** One JSON array. */
    final class JsonArray implements EventFormat {
        private boolean first = true;

        @Override
        public void begin(Buffer out) {
            out.appendByte((byte) '[');
        }

        @Override
        public boolean append(Buffer out, StoredEvent event, int limit) {
            if (!first) {
                out.appendByte((byte) ',');
            }
            first = false;
            EventJson.append(out, event);
            return true;
        }

        @Override
        public void end(Buffer out, long count) {
            out.appendByte((byte) ']');
        }
    }

    /** One event a line, and a last line that says that it is complete. */
    final class Ndjson implements EventFormat {
        @Override
        public void begin(Buffer out) {}

        @Override
        public boolean append(Buffer out, StoredEvent event, int limit) {
            EventJson.append(out, event);
            out.appendByte((byte) '\n');
            return true;
        }

        @Override
        public void end(Buffer out, long count) {
            out.appendString("{\"evident_export\":{\"count\":" + count + ",\"complete\":true}}\n");
        }

        @Override
        public void broken(Buffer out, long count, Problem why) {
            out.appendString("{\"evident_export\":{\"count\":" + count + ",\"complete\":false,\"problem\":")
                    .appendBuffer(ProblemJson.of(why))
                    .appendString("}}\n");
        }
    }
}
