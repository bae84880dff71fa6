package dev.evident.http;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** What a request says its body is (RFC 9110 §8.3). */
public final class MediaTypes {
    /** One JSON value. */
    public static final String JSON = "application/json";
    /** One JSON value a line. */
    public static final String NDJSON = "application/x-ndjson";

    /** By which names it is known. */
    public static final List<String> NDJSON_NAMES = List.of(NDJSON, "application/ndjson", "application/jsonl");

    private static final int MAX_LENGTH = 256;

    private MediaTypes() {}

    /** Whether the body is lines of JSON rather than one JSON value; any other type is refused. */
    public static boolean isNdjson(MultiMap headers) {
        String type = bodyType(headers);
        if (NDJSON_NAMES.contains(type)) {
            return true;
        }
        requireJson(type, JSON + " or " + NDJSON);
        return false;
    }

    /** Refuses a body that says it is something else than JSON; one that says nothing is taken at the parser's word. */
    public static void requireJson(MultiMap headers) {
        requireJson(bodyType(headers), JSON);
    }

    private static String bodyType(MultiMap headers) {
        String header = headers.get(HttpHeaders.CONTENT_TYPE);
        if (header == null) {
            return JSON;
        }
        if (header.length() > MAX_LENGTH) {
            throw unsupported("Content-Type has more than " + MAX_LENGTH + " characters.");
        }
        String lower = header.toLowerCase(Locale.ROOT);
        int end = end(lower, 0);
        for (int from = end + 1; from <= lower.length(); ) {
            int to = end(lower, from);
            requireUtf8(lower.substring(from, to).strip().replace("\"", ""));
            from = to + 1;
        }
        return lower.substring(0, end).strip();
    }

    private static void requireUtf8(String parameter) {
        if (parameter.startsWith("charset=")
                && !parameter.equals("charset=utf-8")
                && !parameter.equals("charset=utf8")) {
            throw unsupported("Send the body in UTF-8.");
        }
    }

    private static int end(String header, int from) {
        int semicolon = header.indexOf(';', from);
        return semicolon < 0 ? header.length() : semicolon;
    }

    private static void requireJson(String type, String expected) {
        boolean json = type.equals(JSON) || (type.startsWith("application/") && type.endsWith("+json"));
        if (!json) {
            throw unsupported("Send the body as " + expected + ".");
        }
    }

    private static RuntimeException unsupported(String detail) {
        return Problem.of(Kind.UNSUPPORTED_MEDIA_TYPE, detail).exception();
    }
}
