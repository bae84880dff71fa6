package dev.evident.log;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Events out of the rows that a store has read: where that is done, how many are one response, and what overload is. */
public final class StoredRows {
    /** Each row takes two microseconds or three. More than these would hold up others on an event loop. */
    private static final int MAX_ROWS_INLINE = 200;

    /** Bytes of bodies, decoded and hashed in some 100 µs. */
    private static final int MAX_BYTES_INLINE = 128 << 10;

    private StoredRows() {}

    /**
     * As many events as fit into one response; bodies that were read in less can be much larger. They are made on the
     * calling thread when there are few, else on a worker thread.
     *
     * @param count of the rows
     * @param bytes of the rows' bodies, decoded
     * @param event makes one event; by one thread at a time
     */
    public static <T> Future<Events> events(
            Vertx vertx, Iterable<T> rows, int count, long bytes, Function<T, StoredEvent> event) {
        return count > MAX_ROWS_INLINE || bytes > MAX_BYTES_INLINE
                ? vertx.executeBlocking(() -> bounded(rows, event), false)
                : Future.succeededFuture(bounded(rows, event));
    }

    private static <T> Events bounded(Iterable<T> rows, Function<T, StoredEvent> one) {
        List<StoredEvent> events = new ArrayList<>();
        long bytes = 0;
        for (T row : rows) {
            if (bytes >= LogStore.RESPONSE_BYTES) {
                break;
            }
            StoredEvent event = one.apply(row);
            events.add(event);
            bytes += event.body().length;
        }
        return new Events(events);
    }

    /** What a failed read fails with: overload when too many wait for a connection. */
    public static <T> Future<T> failed(Throwable failure) {
        return Future.failedFuture(
                failure instanceof ConnectionPoolTooBusyException
                        ? Problem.of(Kind.OVERLOADED, "Too many reads wait. Try again later.")
                                .with("retry_after", 1)
                                .exception()
                        : failure);
    }
}
