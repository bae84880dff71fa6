package dev.evident.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.netty.util.ByteProcessor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads the bytes of a request head as they come and refuses what is too much or may be understood in two ways (RFC 9112
 * §2.2, §3, §5.1, §5.2, §6.1), before anything is made of it. Each byte is looked at once. Confined to the connection's
 * event loop.
 */
final class HeadScanner implements ByteProcessor {
    static final int MAX_REQUEST_LINE_BYTES = 64 << 10;
    /** Of all header lines together, with names and line ends. */
    static final int MAX_HEADER_BYTES = 8 << 10;

    static final int MAX_HEADERS = 100;
    private static final int MAX_METHOD_BYTES = 32;
    private static final int MAX_EMPTY_BYTES = 8;
    private static final int KEPT_BYTES = 32;
    private static final String LARGEST = String.valueOf(Long.MAX_VALUE);
    private static final String HTTP_1_1 = "HTTP/1.1";
    private static final String HTTP_1_0 = "HTTP/1.0";
    private static final String HOST = "host";
    private static final String CONTENT_LENGTH = "content-length";
    private static final String TRANSFER_ENCODING = "transfer-encoding";

    /** Those of which the service reads one value: two would be read as one thing here and as another elsewhere. */
    private static final Map<String, String> SINGLETONS = Map.of(
            HOST,
            "Host",
            CONTENT_LENGTH,
            "Content-Length",
            TRANSFER_ENCODING,
            "Transfer-Encoding",
            "content-type",
            "Content-Type",
            "content-encoding",
            "Content-Encoding",
            "authorization",
            "Authorization",
            "idempotency-key",
            "Idempotency-Key",
            "origin",
            "Origin",
            "expect",
            "Expect");

    private enum State {
        BEFORE,
        METHOD,
        TARGET,
        VERSION,
        REQUEST_LINE_END,
        NAME,
        VALUE,
        VALUE_END,
        HEAD_END,
        DONE
    }

    private final Set<String> seen = new HashSet<>();
    private final byte[] kept = new byte[KEPT_BYTES];
    private State state = State.BEFORE;
    private int lineBytes;
    private int headerBytes;
    private int headers;
    private int keptBytes;
    private String name = "";
    private boolean chunked;
    private boolean http11;

    /** Makes it ready for the next head. */
    void reset() {
        seen.clear();
        state = State.BEFORE;
        lineBytes = 0;
        headerBytes = 0;
        headers = 0;
        keptBytes = 0;
        chunked = false;
        http11 = false;
    }

    /** Whether the head is complete. */
    boolean isDone() {
        return state == State.DONE;
    }

    /** Whether the body of a complete head comes in chunks. */
    boolean isChunked() {
        return chunked;
    }

    /** Goes on by one byte; false once the head is complete. Throws a {@link HeadException} for what is refused. */
    @Override
    public boolean process(byte value) {
        int b = value & 0xff;
        if (state.compareTo(State.NAME) < 0) {
            requestLine(b);
        } else {
            headerLine(b);
        }
        return state != State.DONE;
    }

    private void requestLine(int b) {
        if (++lineBytes > MAX_REQUEST_LINE_BYTES) {
            throw refused(Kind.URI_TOO_LONG, "The request line is longer than " + MAX_REQUEST_LINE_BYTES + " bytes.");
        }
        switch (state) {
            case BEFORE -> before(b);
            case METHOD -> method(b);
            case TARGET -> target(b);
            case VERSION -> version(b);
            default -> {
                requireLineFeed(b);
                state = State.NAME;
            }
        }
    }

    /** Empty lines before a request are passed over (RFC 9112 §2.2), a few of them. */
    private void before(int b) {
        if (b != '\r' && b != '\n') {
            lineBytes = 1;
            state = State.METHOD;
            method(b);
        } else if (lineBytes > MAX_EMPTY_BYTES) {
            throw notHttp();
        }
    }

    private void method(int b) {
        if (b == ' ' && lineBytes > 1) {
            state = State.TARGET;
        } else if (!isToken(b) || lineBytes > MAX_METHOD_BYTES) {
            throw notHttp();
        }
        keptBytes = 0;
    }

    private void target(int b) {
        if (b == ' ' && keptBytes > 0) {
            state = State.VERSION;
            keptBytes = 0;
        } else if (b <= ' ' || b == 0x7f) {
            throw notHttp();
        } else {
            keptBytes = 1;
        }
    }

    private void version(int b) {
        if (b != '\r') {
            keep(b);
            return;
        }
        String version = keptText();
        if (!version.equals(HTTP_1_1) && !version.equals(HTTP_1_0)) {
            throw notHttp();
        }
        http11 = version.equals(HTTP_1_1);
        keptBytes = 0;
        state = State.REQUEST_LINE_END;
    }

    private void headerLine(int b) {
        if (++headerBytes > MAX_HEADER_BYTES) {
            throw refused(Kind.HEADERS_TOO_LARGE, "The headers are more than " + MAX_HEADER_BYTES + " bytes together.");
        }
        switch (state) {
            case NAME -> name(b);
            case VALUE -> value(b);
            case VALUE_END -> {
                requireLineFeed(b);
                state = State.NAME;
                keptBytes = 0;
            }
            default -> {
                requireLineFeed(b);
                finish();
            }
        }
    }

    /** An empty name, white space in front of the colon and a line that goes on with the one before are no names. */
    private void name(int b) {
        if (b == '\r' && keptBytes == 0) {
            state = State.HEAD_END;
        } else if (b == ':' && keptBytes > 0) {
            header();
        } else if (isToken(b)) {
            keep(b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
        } else {
            throw refused(Kind.BAD_REQUEST, "A header line does not begin with a name and a colon.");
        }
    }

    private void header() {
        if (++headers > MAX_HEADERS) {
            throw refused(Kind.HEADERS_TOO_LARGE, "There are more than " + MAX_HEADERS + " headers.");
        }
        name = keptBytes > KEPT_BYTES ? "" : keptText();
        String singleton = SINGLETONS.get(name);
        if (singleton != null && !seen.add(name)) {
            throw new HeadException(Problem.of(Kind.BAD_REQUEST, singleton + " is there more than once.")
                    .with("field", singleton));
        }
        keptBytes = 0;
        state = State.VALUE;
    }

    private void value(int b) {
        if (b == '\r') {
            if (name.equals(TRANSFER_ENCODING)) {
                transferEncoding();
            } else if (name.equals(CONTENT_LENGTH)) {
                contentLength();
            }
            state = State.VALUE_END;
        } else if ((b < ' ' && b != '\t') || b == 0x7f) {
            throw refused(Kind.BAD_REQUEST, "A header's value has a control character.");
        } else if (keptBytes > 0 || (b != ' ' && b != '\t')) {
            keep(b);
        }
    }

    private void transferEncoding() {
        chunked = true;
        if (!keptText().stripTrailing().equalsIgnoreCase("chunked")) {
            throw field("Transfer-Encoding", "Transfer-Encoding can be chunked only.");
        }
        if (!http11) {
            throw field("Transfer-Encoding", "HTTP/1.0 has no Transfer-Encoding.");
        }
    }

    private void contentLength() {
        String length = keptText().stripTrailing();
        boolean digits = !length.isEmpty() && length.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean fits = length.length() < LARGEST.length()
                || (length.length() == LARGEST.length() && length.compareTo(LARGEST) <= 0);
        if (!digits || !fits) {
            throw field("Content-Length", "Content-Length is no number of bytes.");
        }
    }

    private void finish() {
        if (http11 && !seen.contains(HOST)) {
            throw field("Host", "Host is missing.");
        }
        if (chunked && seen.contains(CONTENT_LENGTH)) {
            throw field("Transfer-Encoding", "Content-Length and Transfer-Encoding exclude each other.");
        }
        state = State.DONE;
    }

    /** The first bytes are kept; beyond them only their number counts. */
    private void keep(int b) {
        if (keptBytes < KEPT_BYTES) {
            kept[keptBytes] = (byte) b;
        }
        keptBytes = Math.min(keptBytes + 1, KEPT_BYTES + 1);
    }

    private String keptText() {
        return keptBytes > KEPT_BYTES ? "…" : new String(kept, 0, keptBytes, US_ASCII);
    }

    private static void requireLineFeed(int b) {
        if (b != '\n') {
            throw notHttp();
        }
    }

    /** RFC 9110 §5.6.2. */
    private static boolean isToken(int b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
    }

    private static HeadException notHttp() {
        return refused(Kind.BAD_REQUEST, "The request is not valid HTTP.");
    }

    private static HeadException refused(Kind kind, String detail) {
        return new HeadException(Problem.of(kind, detail));
    }

    private static HeadException field(String name, String detail) {
        return new HeadException(Problem.of(Kind.BAD_REQUEST, detail).with("field", name));
    }
}
