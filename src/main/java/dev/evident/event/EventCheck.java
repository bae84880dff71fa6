package dev.evident.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.evident.event.Problem.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the tokens of one event after the other and holds what the last one was found to be. A syntax error ends the
 * walk at once; anything else wrong is remembered and thrown at the event's end, so that a batch can go on with the
 * next event. For one thread.
 */
final class EventCheck {
    private static final byte[] NOTHING = {};
    static final int MAX_TYPE = 256;
    static final int MAX_TEXT = 1_024;

    /** What the service adds; a producer's event with one of these would be ambiguous. */
    private static final Set<String> ADDED_BY_THE_SERVICE = Set.of("id", "seq", "timestamp", "redacted");

    private final @Nullable String tenant;
    private final @Nullable String givenKey;
    private @Nullable Problem problem;
    private boolean hasType;
    private boolean hasUser;
    private boolean hasData;
    private boolean hasTenant;
    private String type = "";
    private @Nullable String sentTenant;
    private @Nullable String source;
    private @Nullable String sentKey;
    private @Nullable String place;

    /** For events of a sender that is bound to a tenant, or null; {@code givenKey} came beside the event, or is null. */
    EventCheck(@Nullable String tenant, @Nullable String givenKey) {
        this.tenant = tenant;
        this.givenKey = givenKey;
    }

    /** Reads the event whose first token is the parser's current one, up to and including its last token. */
    void run(JsonParser parser) throws IOException {
        problem = null;
        hasType = false;
        hasUser = false;
        hasData = false;
        hasTenant = false;
        type = "";
        sentTenant = null;
        source = null;
        sentKey = null;
        place = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            throw Problem.of(Kind.INVALID_EVENT, "An event must be a JSON object.")
                    .exception();
        }
        try {
            walk(parser);
        } catch (JsonProcessingException malformed) {
            place = path(parser.getParsingContext());
            throw malformed;
        }
        requireFields();
        if (problem != null) {
            throw problem.exception();
        }
    }

    /**
     * Bytes to add before the closing brace of the last event: the tenant of the sender and the key that came beside the
     * event, where the event does not have them. What is not in the log could not be verified.
     */
    byte[] suffix() {
        String added = (tenant == null || hasTenant ? "" : member("tenant", tenant))
                + (givenKey == null || sentKey != null ? "" : member("dedup_key", givenKey));
        return added.isEmpty() ? NOTHING : added.getBytes(StandardCharsets.UTF_8);
    }

    private static String member(String name, String text) {
        return ",\"" + name + "\":\""
                + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** The header of the last event, with what the {@linkplain #suffix suffix} adds to it. */
    Header header() {
        return Header.of(type, tenant == null ? sentTenant : tenant, source, sentKey == null ? givenKey : sentKey);
    }

    /** What a syntax error means for the sender, with its place and without its content where that is possible. */
    Problem problem(IOException malformed) {
        Problem found = JsonFaults.problem(malformed);
        return place == null || place.isEmpty() ? found : found.with("field", place);
    }

    private void walk(JsonParser parser) throws IOException {
        int depth = 1;
        int fields = 0;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return; // the parser itself throws at an early end
            }
            switch (token) {
                case FIELD_NAME -> {
                    if (++fields == EventParser.MAX_FIELDS + 1) {
                        refuse(null, "An event has at most " + EventParser.MAX_FIELDS + " fields.");
                    }
                    if (depth == 1) {
                        String name = parser.currentName();
                        token = parser.nextToken();
                        checkTopLevel(name, token, parser);
                        depth += token.isStructStart() ? 1 : 0;
                    }
                }
                case START_OBJECT, START_ARRAY -> {
                    if (++depth == EventParser.MAX_DEPTH + 1) {
                        refuse(
                                path(parser.getParsingContext()),
                                "An event has at most " + EventParser.MAX_DEPTH + " levels.");
                    }
                }
                case END_OBJECT, END_ARRAY -> depth--;
                default -> {}
            }
        }
    }

    private void checkTopLevel(String name, JsonToken token, JsonParser parser) throws IOException {
        switch (name) {
            case "event_type" -> {
                hasType = true;
                String text = checkText(name, 1, MAX_TYPE, token, parser);
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
                checkText(name, 0, MAX_TEXT, token, parser);
            }
            case "variant_data" -> {
                hasData = true;
                if (token != JsonToken.START_OBJECT) {
                    refuse(name, "variant_data must be a JSON object, not " + nameOf(token) + ".");
                }
            }
            case "source" -> {
                source = checkText(name, 1, MAX_TEXT, token, parser);
                if (source != null && ServiceNames.isService(source)) {
                    refuse(name, "source must not be \"evident\" or what looks like it: that is the service itself.");
                }
            }
            case "dedup_key" -> {
                sentKey = checkText(name, 1, MAX_TEXT, token, parser);
                if (sentKey != null && givenKey != null && !sentKey.equals(givenKey)) {
                    refuse(name, "dedup_key and the header Idempotency-Key differ; send one of them, or the same.");
                }
            }
            case "tenant" -> {
                hasTenant = true;
                sentTenant = checkText(name, 1, MAX_TEXT, token, parser);
                if (tenant != null && sentTenant != null && !tenant.equals(sentTenant)) {
                    refuse(Kind.FORBIDDEN, name, "The token is bound to another tenant than the event names.");
                }
            }
            case "occurred_at" -> {
                if (token != JsonToken.VALUE_STRING || !isTime(parser)) {
                    refuse(name, "occurred_at must be an RFC 3339 time such as \"2026-11-23T05:14:24Z\".");
                }
            }
            default -> {
                if (ADDED_BY_THE_SERVICE.contains(name)) {
                    refuse(name, "\"" + name + "\" is added by the service and must not be sent.");
                }
            }
        }
    }

    private static boolean isTime(JsonParser parser) throws IOException {
        return TimeText.micros(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())
                != TimeText.NONE;
    }

    /** The text, or null when the value is none. Halves of surrogate pairs that stand alone count as characters. */
    private @Nullable String checkText(String name, int min, int max, JsonToken token, JsonParser parser)
            throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            refuse(name, name + " must be a string, not " + nameOf(token) + ".");
            return null;
        }
        String text = parser.getText();
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

    private static String nameOf(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_NULL -> "null";
            default -> token.asString() == null ? token.name().toLowerCase(Locale.ROOT) : token.asString();
        };
    }

    /** The dotted path of where the parser is, for people; at most some hundred characters. */
    private static String path(JsonStreamContext context) {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = context; at != null && path.length() < 300; at = at.getParent()) {
            if (at.inObject() && at.getCurrentName() != null) {
                path.insert(0, path.isEmpty() ? at.getCurrentName() : at.getCurrentName() + ".");
            }
        }
        return path.toString();
    }
}
