package dev.evident.bench.load;

import java.nio.charset.StandardCharsets;

/** Reads one HTTP/1.1 response as its bytes arrive, by Content-Length or chunks; keeps the head and skips the body. */
final class Response {
    private enum At {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER,
        END
    }

    private final byte[] head = new byte[8_192];
    private int headLength;
    private At at = At.HEAD;
    private int status;
    private long left;
    private int line;

    /** Ready for the next response. */
    void reset() {
        headLength = 0;
        at = At.HEAD;
        line = 0;
        left = 0;
    }

    int status() {
        return status;
    }

    String headText() {
        return new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
    }

    /** Takes bytes; true when the response is complete. */
    boolean feed(byte[] bytes, int length) {
        int i = 0;
        while (i < length && at != At.END) {
            switch (at) {
                case HEAD -> i = head(bytes, i, length);
                case BODY, CHUNK -> {
                    long taken = Math.min(left, length - i);
                    i += (int) taken;
                    left -= taken;
                    if (left == 0) {
                        at = at == At.BODY ? At.END : At.CHUNK_SIZE;
                    }
                }
                case CHUNK_SIZE -> chunkSize(bytes[i++]);
                case TRAILER -> trailer(bytes[i++]);
                case END -> throw new AssertionError();
            }
        }
        if (i < length) {
            throw new IllegalStateException("bytes after the end of a response");
        }
        return at == At.END;
    }

    private int head(byte[] bytes, int from, int length) {
        for (int i = from; i < length; i++) {
            head[headLength++] = bytes[i];
            if (bytes[i] == '\n' && headLength > 3 && head[headLength - 3] == '\n') {
                start();
                return i + 1;
            }
        }
        return length;
    }

    private void start() {
        status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + (head[11] - '0');
        int value = header("content-length:");
        if (value >= 0) {
            left = number(value);
            at = left == 0 ? At.END : At.BODY;
        } else if (header("transfer-encoding:") >= 0) {
            at = At.CHUNK_SIZE;
            left = 0;
        } else {
            at = At.END;
        }
    }

    /** Where a header's value begins, or -1. */
    private int header(String name) {
        for (int i = 0; i + name.length() < headLength; i++) {
            if (head[i] == '\n' && matches(i + 1, name)) {
                return i + 1 + name.length();
            }
        }
        return -1;
    }

    private boolean matches(int from, String name) {
        for (int i = 0; i < name.length(); i++) {
            if ((head[from + i] | 0x20) != (name.charAt(i) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private long number(int from) {
        int i = from;
        while (head[i] == ' ') {
            i++;
        }
        long number = 0;
        for (; head[i] >= '0' && head[i] <= '9'; i++) {
            number = number * 10 + (head[i] - '0');
        }
        return number;
    }

    private void chunkSize(byte next) {
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            left = left * 16 + digit;
            line++;
        } else if (next == '\n' && line > 0) {
            line = 0;
            at = left == 0 ? At.TRAILER : At.CHUNK;
        }
    }

    /** Nothing but an empty line is expected after the last chunk. */
    private void trailer(byte next) {
        if (next == '\n') {
            at = At.END;
        }
    }
}
