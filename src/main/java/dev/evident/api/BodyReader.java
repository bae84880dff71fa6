package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;

/**
 * Reads a request's body into memory within two limits: its own size, and what all requests hold together. A body that
 * says it is too large is refused before the first byte of it is read; one that does not say is refused at the first
 * byte too many.
 */
final class BodyReader {
    /** What a refused sender may still send before the connection is closed on it. */
    private static final long DRAIN_BYTES = 64L << 20;

    private final Budget budget;

    BodyReader(Budget budget) {
        this.budget = budget;
    }

    /** Reads the body; its bytes count against the budget until the response has ended. */
    Future<byte[]> read(RoutingContext context, long limit) {
        HttpServerRequest request = context.request();
        Budget.Share share = budget.share();
        context.addEndHandler(ended -> share.close());
        Reading reading = new Reading(request, share, limit);
        try {
            reading.start();
        } catch (RuntimeException refused) {
            reading.refuse(refused);
        }
        return reading.promise.future();
    }

    private static final class Reading {
        private final HttpServerRequest request;
        private final Budget.Share share;
        private final long limit;
        private final Promise<byte[]> promise = Promise.promise();
        private byte[] bytes = {};
        private int length;
        private long drained;

        Reading(HttpServerRequest request, Budget.Share share, long limit) {
            this.request = request;
            this.share = share;
            this.limit = limit;
        }

        void start() {
            String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            if (declared != null) {
                long size = parseLength(declared);
                requireFits(size);
                share.take(size);
                bytes = new byte[(int) size];
            }
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.handler(this::accept);
            request.exceptionHandler(
                    broken -> promise.tryFail(Problem.of(Kind.BAD_REQUEST, "The body did not arrive whole.")
                            .exception()));
            request.endHandler(
                    end -> promise.tryComplete(length == bytes.length ? bytes : Arrays.copyOf(bytes, length)));
        }

        void refuse(Throwable problem) {
            share.close();
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
                    int grown = (int) Math.min(limit, Math.max(needed, bytes.length * 2L));
                    share.take(grown - bytes.length);
                    bytes = Arrays.copyOf(bytes, grown);
                }
                chunk.getBytes(0, chunk.length(), bytes, length);
                length = needed;
            } catch (RuntimeException refused) {
                refuse(refused);
            }
        }

        /** Lets a sender finish and read its answer, up to a point. */
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
