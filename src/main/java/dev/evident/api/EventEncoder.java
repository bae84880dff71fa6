package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.StoredEvent;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into the bytes of one response, piece by piece, compressed if wanted. A piece has about as many bytes as its
 * events; what is written of them beyond that comes in further pieces, so that nothing but these is held. What takes longer
 * than an event loop may be held is done on a worker. One call at a time.
 */
final class EventEncoder implements PieceEncoder {
    /** Larger pieces are written on a worker; this many bytes take well under a millisecond. */
    private static final int INLINE_BYTES = 32 << 10;

    private static final int ADDED_BYTES = 128;

    private final EventFormat format;
    private final WorkerExecutor workers;
    private final @Nullable Gzip gzip;
    private boolean begun;
    private List<StoredEvent> events = List.of();

    /** How many of them are written, and how many bytes each of their pieces may have. */
    private int written;

    private int limit;
    private long count;

    EventEncoder(EventFormat format, boolean gzip, WorkerExecutor workers) throws IOException {
        this.format = format;
        this.gzip = gzip ? new Gzip() : null;
        this.workers = workers;
    }

    @Override
    public Future<Buffer> piece(List<StoredEvent> next) {
        long bytes = 0;
        for (StoredEvent event : next) {
            bytes += event.body().length + ADDED_BYTES;
        }
        events = next;
        written = 0;
        limit = (int) Math.max(INLINE_BYTES, Math.min(bytes, Integer.MAX_VALUE / 2));
        return bytes > INLINE_BYTES ? more() : inline(this::encode);
    }

    @Override
    public boolean hasMore() {
        return written < events.size();
    }

    @Override
    public Future<Buffer> more() {
        return workers.executeBlocking(this::encode, false);
    }

    @Override
    public Future<Buffer> end() {
        return inline(() -> {
            Buffer out = Buffer.buffer();
            begin(out);
            format.end(out, count);
            return gzip == null ? out : gzip.last(out);
        });
    }

    @Override
    public Future<Buffer> broken(Throwable why) {
        Problem problem = why instanceof ProblemException expected
                ? expected.problem()
                : Problem.of(Kind.INTERNAL, "The service failed; its log says why.");
        return inline(() -> {
            Buffer out = Buffer.buffer();
            format.broken(out, count, problem);
            return gzip == null || out.length() == 0 ? out : gzip.last(out);
        });
    }

    /** How many events were written into bytes so far. */
    long count() {
        return count;
    }

    @Override
    public void close() {
        if (gzip != null) {
            gzip.close();
        }
    }

    private Buffer encode() throws IOException {
        Buffer out = Buffer.buffer(limit);
        begin(out);
        while (written < events.size() && out.length() < limit && format.append(out, events.get(written), limit)) {
            written++;
            count++;
        }
        return gzip == null ? out : gzip.next(out);
    }

    private void begin(Buffer out) {
        if (!begun) {
            begun = true;
            format.begin(out);
        }
    }

    private static Future<Buffer> inline(Callable<Buffer> encode) {
        try {
            return Future.succeededFuture(encode.call());
        } catch (Exception failure) {
            return Future.failedFuture(failure);
        }
    }

    /** RFC 1952, at the level that costs least. */
    private static final class Gzip {
        private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        private final Stream stream = new Stream(compressed);

        Gzip() throws IOException {}

        Buffer next(Buffer plain) throws IOException {
            stream.write(plain.getBytes());
            return take();
        }

        Buffer last(Buffer plain) throws IOException {
            stream.write(plain.getBytes());
            stream.finish();
            return take();
        }

        void close() {
            stream.free();
        }

        private Buffer take() {
            Buffer taken = Buffer.buffer(compressed.toByteArray());
            compressed.reset();
            return taken;
        }

        private static final class Stream extends GZIPOutputStream {
            Stream(ByteArrayOutputStream out) throws IOException {
                super(out, 8 << 10);
                def.setLevel(Deflater.BEST_SPEED);
            }

            void free() {
                def.end();
            }
        }
    }
}
