package dev.evident.event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One response to a request that cannot be served, as RFC 9457 describes it.
 *
 * @param kind the stable type; its slug is the last segment of {@code type}
 * @param detail what happened in this case and what the caller can do; holds no secret and no event content
 * @param members further members of the response, such as {@code field} or {@code line}; values are strings, numbers,
 *     or lists and maps of them
 */
public record Problem(Kind kind, String detail, Map<String, Object> members) {

    /** The stable kinds of problem. The slug, status and title of a kind never change once released. */
    public enum Kind {
        MALFORMED_JSON("malformed-json", 400, "The body is not acceptable JSON"),
        INVALID_EVENT("invalid-event", 400, "The event is not valid"),
        INVALID_BATCH("invalid-batch", 400, "The batch has invalid events; nothing was stored"),
        INVALID_PARAMETER("invalid-parameter", 400, "A query parameter cannot be understood"),
        BAD_REQUEST("bad-request", 400, "The request cannot be understood"),
        UNAUTHORIZED("unauthorized", 401, "A valid token is required"),
        FORBIDDEN("forbidden", 403, "The token does not allow this"),
        NOT_FOUND("not-found", 404, "Nothing is here"),
        METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed here"),
        REQUEST_TIMEOUT("request-timeout", 408, "The request took too long to arrive"),
        NOT_REDACTABLE("not-redactable", 409, "The event cannot be redacted"),
        CONFIRMATION_REFUSED("confirmation-refused", 409, "The confirmation is not valid for this"),
        NOT_ACCEPTABLE("not-acceptable", 406, "No acceptable representation"),
        TOO_LARGE("too-large", 413, "The body is too large"),
        URI_TOO_LONG("uri-too-long", 414, "The request line is too long"),
        MISDIRECTED("misdirected-request", 421, "The service is not called by this name"),
        DEDUP_CONFLICT("dedup-conflict", 422, "The dedup_key belongs to an event with other content"),
        UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The content type is not supported"),
        INCONSISTENT("inconsistent", 422, "The trees are not proven to be consistent"),
        RATE_LIMITED("rate-limited", 429, "Too many requests"),
        HEADERS_TOO_LARGE("headers-too-large", 431, "The request headers are too large"),
        EVENT_DAMAGED("event-damaged", 500, "An event is not the one that was accepted"),
        INTERNAL("internal", 500, "The service failed"),
        OVERLOADED("overloaded", 503, "The service is busy"),
        QUERY_TIMEOUT("query-timeout", 503, "The query took too long"),
        INDEX_BEHIND("index-behind", 503, "The search index is not caught up"),
        UNAVAILABLE("unavailable", 503, "The service is not available"),
        UNWITNESSED("unwitnessed", 503, "No witness stands for the log"),
        STORAGE_FULL("storage-full", 507, "The disk is full");

        private final String slug;
        private final int status;
        private final String title;

        Kind(String slug, int status, String title) {
            this.slug = slug;
            this.status = status;
            this.title = title;
        }

        /** The stable name, used in {@code type} as {@code urn:evident:problem:<slug>}. */
        public String slug() {
            return slug;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** The short summary, the same for every problem of the kind. */
        public String title() {
            return title;
        }
    }

    public Problem {
        members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** A problem without further members. */
    public static Problem of(Kind kind, String detail) {
        return new Problem(kind, detail, Map.of());
    }

    /** That an event cannot be given, since the record no longer has it as the log committed to it. */
    public static Problem damaged(long seq) {
        return of(
                        Kind.EVENT_DAMAGED,
                        "The stored event at " + seq
                                + " is not the one that the log committed to. Tell the operator: evident verify says"
                                + " what else was changed.")
                .with("seq", seq);
    }

    /** The same problem with one more member. */
    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(kind, detail, more);
    }

    /** The field or parameter at fault, if one is named. */
    public @Nullable Object field() {
        return members.get("field");
    }

    /** The same problem as an exception to throw or to fail a future with. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** Carries a problem to the one place that responds with it. Without stack trace: it is a response, not a defect. */
    public static final class ProblemException extends RuntimeException {
        private final transient Problem problem;

        private ProblemException(Problem problem) {
            super(problem.detail, null, false, false);
            this.problem = problem;
        }

        /** What to respond with. */
        public Problem problem() {
            return problem;
        }
    }
}
