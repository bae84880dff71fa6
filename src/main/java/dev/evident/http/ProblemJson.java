package dev.evident.http;

import dev.evident.event.Problem;
import dev.evident.event.Wtf8;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Problems as JSON (RFC 9457 §3). */
public final class ProblemJson {
    private static final String TYPE = "urn:evident:problem:";

    /** Of each text in a problem: what a caller sent, such as a name, comes back in part only. */
    private static final int MAX_TEXT = 1_000;

    private ProblemJson() {}

    /** The problem as it is sent. */
    public static Buffer of(Problem problem) {
        return buffer(members(problem));
    }

    /** What a problem consists of, each text of it bounded. */
    public static JsonObject members(Problem problem) {
        JsonObject json = new JsonObject()
                .put("type", TYPE + problem.kind().slug())
                .put("title", problem.kind().title())
                .put("status", problem.kind().status())
                .put("detail", shortened(problem.detail(), MAX_TEXT));
        problem.members()
                .forEach((name, value) ->
                        json.put(name, value instanceof String text ? shortened(text, MAX_TEXT) : value));
        return json;
    }

    /** JSON that may hold texts of producers. */
    public static Buffer buffer(JsonObject json) {
        return Buffer.buffer(Wtf8.json(json.encode()));
    }

    /** The text, cut with an ellipsis after {@code max} characters. */
    public static String shortened(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }
}
