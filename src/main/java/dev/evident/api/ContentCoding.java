package dev.evident.api;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.Budget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a request's body may be compressed (RFC 9110 §8.4): not at all, by gzip (RFC 1952) or by zstd (RFC 8878). */
enum ContentCoding {
    IDENTITY,
    GZIP,
    ZSTD;

    /** The header {@code Accept-Encoding} of the refusal of any other coding. */
    static final String ACCEPTED = "gzip, zstd";

    /** What one byte may become. Gzip makes 1,032 at most; what is beyond it was made to hurt. */
    private static final int MAX_RATIO = 1_100;

    /** Any body may grow to this size, however few bytes it has. */
    private static final int RATIO_FREE_BYTES = 1 << 20;

    /** The window of RFC 9659: 8 MiB are all that a receiver has to have. */
    private static final int MAX_WINDOW_LOG = 23;

    private static final int STEP_BYTES = 64 << 10;

    /** The coding that a header names, or the problem {@code unsupported-media-type}. */
    static ContentCoding of(@Nullable String header) {
        if (header == null) {
            return IDENTITY;
        }
        return switch (header.length() > 20 ? "" : header.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "zstd" -> ZSTD;
            default ->
                throw Problem.of(
                                Kind.UNSUPPORTED_MEDIA_TYPE,
                                "Send the body without Content-Encoding, or compressed by gzip or zstd.")
                        .with("accept_encoding", ACCEPTED)
                        .exception();
        };
    }

    /**
     * The bytes of a compressed body. Blocks for up to some hundred milliseconds; at most as many bodies are decompressed
     * at once as there are threads for it.
     *
     * @param limit bytes that may come of it; beyond them it is the problem {@code too-large}
     * @param share takes what they need in memory
     */
    byte[] plain(byte[] body, long limit, Budget.Share share) {
        if (this == IDENTITY) {
            return body;
        }
        try (InputStream in = this == GZIP ? new GzipInput(body) : zstd(body)) {
            return read(in, body.length, limit, share);
        } catch (IOException malformed) {
            throw Problem.of(
                            Kind.BAD_REQUEST,
                            "The body is not whole " + name().toLowerCase(Locale.ROOT)
                                    + " data: it is damaged, cut off, or followed by something else.")
                    .with("field", "Content-Encoding")
                    .exception();
        }
    }

    private static InputStream zstd(byte[] body) throws IOException {
        if (body.length == 0) {
            throw new IOException("no frame");
        }
        ZstdInputStreamNoFinalizer zstd = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(body));
        zstd.setLongMax(MAX_WINDOW_LOG);
        return zstd;
    }

    private static byte[] read(InputStream in, int compressed, long limit, Budget.Share share) throws IOException {
        long max = Math.min(limit, Math.max(RATIO_FREE_BYTES, (long) MAX_RATIO * compressed));
        byte[] out = new byte[0];
        int length = 0;
        while (true) {
            if (length == out.length) {
                long size = Math.min(limit + 1, Math.max(STEP_BYTES, 2L * length));
                // The byte that tells that it is too much is not counted: a share may be as large as the limit.
                share.hold(Math.min(limit, size));
                out = Arrays.copyOf(out, (int) size);
            }
            int count = in.read(out, length, out.length - length);
            if (count < 0) {
                return length == out.length ? out : Arrays.copyOf(out, length);
            }
            length += count;
            if (length > max) {
                throw tooLarge(limit);
            }
        }
    }

    private static RuntimeException tooLarge(long limit) {
        return Problem.of(
                        Kind.TOO_LARGE,
                        "The body is larger than " + limit + " bytes, or more than " + MAX_RATIO
                                + " times its size, when it is decompressed.")
                .with("limit_bytes", limit)
                .exception();
    }
}
