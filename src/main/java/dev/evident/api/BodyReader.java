package dev.evident.api;

import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.Budget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Reads a request's body into memory within limits: its own size, what all requests hold together, and time. A body that
 * says it is too large is refused before the first byte of it is read; one that does not say is refused at the first byte
 * too many. The budget is taken as bytes arrive, never for what was only announced. A sender has to send {@value
 * #MIN_BYTES_PER_SECOND} bytes a second and to be done by a deadline, else it is the problem {@code request-timeout}.
 */
final class BodyReader {
    /** What a refused sender may still send before the connection is closed on it. */
    private static final long DRAIN_BYTES = 64L << 20;

    /** The least that has to arrive, over each of the pieces into which the time is cut. */
    private static final int MIN_BYTES_PER_SECOND = 1 << 10;

    private static final long MAX_PIECE_MS = 10_000;

    private final Vertx vertx;
    private final Budget budget;
    private final Duration timeout;

    /** @param timeout from the end of a head to the end of its body */
    BodyReader(Vertx vertx, Budget budget, Duration timeout) {
        this.vertx = vertx;
        this.budget = budget;
        this.timeout = timeout;
    }

    /** Whose part of the budget the bodies are that come with a token: its tenant's, or its own when it has none. */
    static String owner(Token token) {
        return token.tenant().map(tenant -> "tenant " + tenant).orElse("token " + token.name());
    }

    /**
     * Reads the body and works on it. Its bytes count against the budget until the work is done, or until it is known that
     * there will be none.
     *
     * @param owner whose part of the budget it is
     * @param limit bytes of it, also when it is decompressed
     */
    <T> Future<T> read(RoutingContext context, String owner, long limit, Function<Body, Future<T>> work) {
        HttpServerRequest request = context.request();
        Budget.Share share = budget.share(owner);
        AtomicBoolean gone = new AtomicBoolean();
        context.addEndHandler(ended -> gone.set(true));
        Reading reading = new Reading(context, share, limit);
        Future<byte[]> whole;
        ContentCoding coding = ContentCoding.IDENTITY;
        try {
            coding = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
            reading.start();
        } catch (RuntimeException refused) {
            reading.refuse(refused);
        }
        whole = reading.promise.future();
        ContentCoding how = coding;
        return whole.compose(bytes -> work.apply(new Body(bytes, how, limit, share, gone)))
                .onComplete(done -> share.close());
    }

    private final class Reading {
        private final RoutingContext context;
        private final HttpServerRequest request;
        private final Budget.Share share;
        private final long limit;
        private final Promise<byte[]> promise = Promise.promise();
        private final long deadline = System.nanoTime() + timeout.toNanos();
        private final long pieceMs = Math.max(1, Math.min(MAX_PIECE_MS, timeout.toMillis() / 4));
        private byte[] bytes = {};
        private int length;
        private int lengthBefore;
        private long declared = -1;
        private long drained;
        private long timer = -1;

        Reading(RoutingContext context, Budget.Share share, long limit) {
            this.context = context;
            this.request = context.request();
            this.share = share;
            this.limit = limit;
        }

        void start() {
            String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            if (header != null) {
                declared = parseLength(header);
                requireFits(declared);
            }
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.handler(this::accept);
            request.exceptionHandler(broken -> refuse(Problem.of(Kind.BAD_REQUEST, "The body did not arrive whole.")
                    .exception()));
            request.endHandler(end -> {
                stopTimer();
                promise.tryComplete(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
            });
            timer = vertx.setPeriodic(pieceMs, tick -> requireSpeed());
        }

        void refuse(Throwable problem) {
            stopTimer();
            bytes = new byte[0];
            request.handler(this::drain);
            request.exceptionHandler(gone -> {});
            promise.tryFail(problem);
        }

        private void accept(Buffer chunk) {
            try {
                int needed = Math.addExact(length, chunk.length());
                if (needed > bytes.length) {
                    requireFits(needed);
                    int grown = (int) Math.min(declared < 0 ? limit : declared, Math.max(needed, bytes.length * 2L));
                    share.hold(Math.max(needed, grown));
                    bytes = Arrays.copyOf(bytes, Math.max(needed, grown));
                }
                chunk.getBytes(0, chunk.length(), bytes, length);
                length = needed;
            } catch (RuntimeException refused) {
                refuse(refused);
            }
        }

        /** A connection that is too slow is of no use for its next request either. */
        private void requireSpeed() {
            long least = TimeUnit.MILLISECONDS.toSeconds(MIN_BYTES_PER_SECOND * pieceMs);
            boolean late = System.nanoTime() - deadline > 0;
            if (late || length - lengthBefore < least) {
                context.addEndHandler(ended -> request.connection().close());
                refuse(Problem.of(
                                Kind.REQUEST_TIMEOUT,
                                late
                                        ? "The body was not there after " + timeout.toSeconds() + " seconds."
                                        : "The body came at less than " + MIN_BYTES_PER_SECOND + " bytes a second.")
                        .exception());
            }
            lengthBefore = length;
        }

        private void stopTimer() {
            vertx.cancelTimer(timer);
        }

        /** Lets a sender finish and read the response, up to a point. */
        private void drain(Buffer chunk) {
            drained += chunk.length();
            if (drained > DRAIN_BYTES) {
                request.connection().close();
            }
        }

        private void requireFits(long size) {
            if (size > limit) {
                throw Problem.of(Kind.TOO_LARGE, "The body is larger than " + limit + " bytes.")
                        .with("limit_bytes", limit)
                        .exception();
            }
        }

        private static long parseLength(String declared) {
            try {
                return Long.parseLong(declared.trim());
            } catch (NumberFormatException malformed) {
                throw Problem.of(Kind.BAD_REQUEST, "Content-Length is not a number.")
                        .exception();
            }
        }
    }
}
