package dev.evident.intake.formats;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request header {@value #HEADER}: a string of RFC 9651 §3.3.3, as draft-ietf-httpapi-idempotency-key-header has it,
 * or the same without quotes, as most clients send it.
 */
public final class IdempotencyKey {
    /** Its name. */
    public static final String HEADER = "Idempotency-Key";

    /** Tells that a response is that of an earlier request. */
    static final String REPLAYED = "Idempotency-Replayed";

    private static final int MAX_LENGTH = 1_024;

    /** Two quotes, and each character as an escape. */
    private static final int MAX_WRITTEN = 2 + 2 * MAX_LENGTH;

    private IdempotencyKey() {}

    /** The key, or null when there is none; throws the problem that names the header when it is not one. */
    static @Nullable String of(MultiMap headers) {
        List<String> values = headers.getAll(HEADER);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw refused(HEADER + " is there more than once.");
        }
        String written = values.get(0);
        if (written.length() > MAX_WRITTEN) {
            throw refused(HEADER + " must have 1 to " + MAX_LENGTH + " characters; it has " + written.length() + ".");
        }
        String key = decode(written.strip());
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw refused(HEADER + " must have 1 to " + MAX_LENGTH + " characters; it has " + key.length() + ".");
        }
        return key;
    }

    /** A batch has a key for each event, in the event. */
    static void refuse(MultiMap headers) {
        if (headers.contains(HEADER)) {
            throw refused(HEADER + " is for one event: POST /event. In a batch give each event its own dedup_key.");
        }
    }

    private static String decode(String value) {
        boolean quoted = value.startsWith("\"");
        int end = quoted ? value.length() - 1 : value.length();
        StringBuilder key = new StringBuilder(value.length());
        for (int i = quoted ? 1 : 0; i < end; i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\' && i + 1 < end && isEscapable(value.charAt(i + 1))) {
                c = value.charAt(++i);
            } else if (c < ' ' || c > '~' || (quoted && (c == '"' || c == '\\'))) {
                throw malformed();
            }
            key.append(c);
        }
        if (quoted && (end < 1 || value.charAt(end) != '"')) {
            throw malformed();
        }
        return key.toString();
    }

    private static boolean isEscapable(char c) {
        return c == '"' || c == '\\';
    }

    private static RuntimeException malformed() {
        return refused(
                HEADER + " must be printable ASCII, bare or between quotes, where only \\\" and \\\\ are escaped.");
    }

    private static RuntimeException refused(String detail) {
        return Problem.of(Kind.BAD_REQUEST, detail).with("field", HEADER).exception();
    }
}
