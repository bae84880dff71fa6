package dev.evident.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.evident.event.Problem.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What one event is found to be. A fault of its syntax ends the reading at once; of the others the first is remembered and
 * thrown at the event's end, so that a batch can go on with the next event.
 */
final class EventCheck implements JsonScanner.Visitor {
    private static final byte[] NOTHING = {};
    static final int MAX_TYPE = 256;
    static final int MAX_TEXT = 1_024;

    private final byte[] json;
    private final @Nullable String tenant;
    private final @Nullable String givenKey;
    private @Nullable Problem problem;
    private String name = "";
    private boolean hasType;
    private boolean hasUser;
    private boolean hasData;
    private boolean hasTenant;
    private String type = "";
    private @Nullable String sentTenant;
    private @Nullable String source;
    private @Nullable String sentKey;

    /** For an event of a sender that is bound to a tenant, or null; {@code givenKey} came beside the event, or is null. */
    EventCheck(byte[] json, @Nullable String tenant, @Nullable String givenKey) {
        this.json = json;
        this.tenant = tenant;
        this.givenKey = givenKey;
    }

    /** Reads the event at which the scanner stands. */
    void run(JsonScanner scanner) {
        scanner.value(this);
        if (json[scanner.start()] != '{') {
            throw Problem.of(Kind.INVALID_EVENT, "An event must be a JSON object.")
                    .exception();
        }
        if (scanner.fields() > EventParser.MAX_FIELDS) {
            refuse(null, "An event has at most " + EventParser.MAX_FIELDS + " fields.");
        }
        if (scanner.depth() > EventParser.MAX_DEPTH) {
            refuse(
                    JsonFaults.tooDeep(json, scanner.start(), scanner.at()),
                    "An event has at most " + EventParser.MAX_DEPTH + " levels.");
        }
        requireFields();
        if (problem != null) {
            throw problem.exception();
        }
    }

    /**
     * Bytes to add before the closing brace: the tenant of the sender and the key that came beside the
     * event, where the event does not have them. What is not in the log could not be verified.
     */
    byte[] suffix() {
        String added = (tenant == null || hasTenant ? "" : member("tenant", tenant))
                + (givenKey == null || sentKey != null ? "" : member("dedup_key", givenKey));
        return added.isEmpty() ? NOTHING : Wtf8.json(added);
    }

    private static String member(String name, String text) {
        return ",\"" + name + "\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** The header of the event, with what the {@linkplain #suffix suffix} adds to it. */
    Header header() {
        return Header.of(type, tenant == null ? sentTenant : tenant, source, sentKey == null ? givenKey : sentKey);
    }

    @Override
    public void name(int level, int from, int to, boolean escaped) {
        name = JsonText.of(json, from, to);
    }

    @Override
    public void value(int level, int from, int to) {
        switch (name) {
            case "event_type" -> {
                hasType = true;
                String text = checkText(name, 1, MAX_TYPE, from, to);
                type = text == null ? "" : text;
                if (ServiceNames.isServiceType(type)) {
                    refuse(
                            name,
                            "event_type must not start with \"evident.\" or what looks like it: that is for the service"
                                    + " itself.");
                }
            }
            case "user_id" -> {
                hasUser = true;
                checkText(name, 0, MAX_TEXT, from, to);
            }
            case "variant_data" -> {
                hasData = true;
                if (json[from] != '{') {
                    refuse(name, "variant_data must be a JSON object, not " + nameOf(json[from]) + ".");
                }
            }
            case "source" -> {
                source = checkText(name, 1, MAX_TEXT, from, to);
                if (source != null && ServiceNames.isService(source)) {
                    refuse(name, "source must not be \"evident\" or what looks like it: that is the service itself.");
                }
            }
            case "dedup_key" -> {
                sentKey = checkText(name, 1, MAX_TEXT, from, to);
                if (sentKey != null && givenKey != null && !sentKey.equals(givenKey)) {
                    refuse(name, "dedup_key and the header Idempotency-Key differ; send one of them, or the same.");
                }
                if (sentKey != null && sentKey.startsWith(RejectedEvent.KEY_PREFIX)) {
                    refuse(
                            name,
                            "dedup_key must not begin with " + RejectedEvent.KEY_PREFIX
                                    + ": so does the service's own.");
                }
            }
            case "tenant" -> {
                hasTenant = true;
                sentTenant = checkText(name, 1, MAX_TEXT, from, to);
                if (tenant != null && sentTenant != null && !tenant.equals(sentTenant)) {
                    refuse(Kind.FORBIDDEN, name, "The token is bound to another tenant than the event names.");
                }
            }
            case "occurred_at" -> {
                if (json[from] != '"' || !isTime(JsonText.of(json, from, to))) {
                    refuse(name, "occurred_at must be an RFC 3339 time such as \"2026-11-23T05:14:24Z\".");
                }
            }
            case "id", "seq", "timestamp", "redacted" ->
                refuse(name, "\"" + name + "\" is added by the service and must not be sent.");
            default -> {
                // whatever else a producer sends is kept
            }
        }
    }

    private static boolean isTime(String text) {
        return TimeText.micros(text.toCharArray(), 0, text.length()) != TimeText.NONE;
    }

    /** The text, or null when the value is none. Halves of surrogate pairs that stand alone count as characters. */
    private @Nullable String checkText(String name, int min, int max, int from, int to) {
        if (json[from] != '"') {
            refuse(name, name + " must be a string, not " + nameOf(json[from]) + ".");
            return null;
        }
        String text = JsonText.of(json, from, to);
        int length = text.length() > max ? text.codePointCount(0, text.length()) : text.length();
        if (length < min || length > max) {
            refuse(name, name + " must have " + min + " to " + max + " characters; it has " + length + ".");
        }
        return text;
    }

    private void requireFields() {
        if (!hasType) {
            refuse("event_type", "event_type is missing.");
        }
        if (!hasUser) {
            refuse("user_id", "user_id is missing.");
        }
        if (!hasData) {
            refuse("variant_data", "variant_data is missing.");
        }
    }

    private void refuse(@Nullable String field, String detail) {
        refuse(Kind.INVALID_EVENT, field, detail);
    }

    private void refuse(Kind kind, @Nullable String field, String detail) {
        if (problem == null) {
            Problem found = Problem.of(kind, detail);
            problem = field == null ? found : found.with("field", field);
        }
    }

    /** The kind of a value by its first byte. */
    private static String nameOf(byte first) {
        return switch (first) {
            case '{' -> "an object";
            case '[' -> "an array";
            case '"' -> "a string";
            case 't' -> "true";
            case 'f' -> "false";
            case 'n' -> "null";
            default -> "a number";
        };
    }
}
