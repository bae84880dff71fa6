package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to redact.
 *
 * @param reason why, 1 to {@value #MAX_REASON} characters; the log keeps it for ever
 * @param confirm what a dry run gave out; null when it is not there
 */
record RedactRequest(String reason, @Nullable String confirm) {
    /** Fits the longest reason, however its characters are escaped. */
    static final int MAX_BYTES = 16 << 10;

    private static final int MAX_REASON = 1_000;
    private static final String REASON = "reason";
    private static final String CONFIRM = "confirm";

    /**
     * Reads the body, or refuses it with a problem that names the field.
     *
     * @param members those that may be there
     */
    static RedactRequest parse(byte[] body, Set<String> members) {
        JsonObject json = object(body);
        for (String name : json.fieldNames()) {
            if (!members.contains(name)) {
                throw refused(shown(name), "There is no such field; there are " + String.join(", ", members) + ".");
            }
        }
        return new RedactRequest(reason(json.getValue(REASON)), confirm(json.getValue(CONFIRM)));
    }

    private static JsonObject object(byte[] body) {
        try {
            if (Buffer.buffer(body).toJsonValue() instanceof JsonObject json) {
                return json;
            }
        } catch (DecodeException malformed) {
            throw Problem.of(Kind.MALFORMED_JSON, "The body is not JSON.").exception();
        }
        throw Problem.of(Kind.MALFORMED_JSON, "The body is not a JSON object.").exception();
    }

    private static String reason(@Nullable Object value) {
        if (value instanceof String reason
                && !reason.isBlank()
                && reason.codePointCount(0, reason.length()) <= MAX_REASON
                && reason.codePoints().allMatch(RedactRequest::isText)) {
            return reason;
        }
        throw refused(
                REASON,
                "reason is required: 1 to " + MAX_REASON + " characters that say why, without control characters.");
    }

    /** Neither a control character, line feed excepted, nor half of a surrogate pair. */
    private static boolean isText(int c) {
        return c == '\n' || (c >= 0x20 && c != 0x7F && !(c >= 0xD800 && c <= 0xDFFF));
    }

    private static @Nullable String confirm(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw refused(CONFIRM, "confirm is the text that a dry run gave out.");
    }

    private static RuntimeException refused(String field, String detail) {
        return Problem.of(Kind.BAD_REQUEST, detail).with("field", field).exception();
    }

    private static String shown(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "…";
    }
}
