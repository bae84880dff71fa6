package dev.evident.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the service says of itself, as an ordinary event in the same log. Its types begin with {@value #PREFIX}, which
 * producers may not send. Never holds a secret: whoever makes one gives names, not tokens.
 */
public final class ServiceEvent {
    /** What the types of service events begin with. */
    public static final String PREFIX = "evident.";

    /** The {@code user_id} of what the service did by itself. */
    public static final String SERVICE = "evident";

    private static final JsonFactory JSON = new JsonFactory();

    private ServiceEvent() {}

    /**
     * The event's body.
     *
     * @param type what happened, without the prefix, such as {@code started}
     * @param actor on whose behalf: the name of a token, or {@link #SERVICE}
     * @param tenant whose it is, or null for all
     * @param data members of {@code variant_data}: strings, numbers, booleans, and lists and maps of them
     */
    public static NewEvent of(String type, String actor, @Nullable String tenant, Map<String, ?> data) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event_type", PREFIX + type);
        event.put("user_id", actor);
        event.put("source", SERVICE);
        if (tenant != null) {
            event.put("tenant", tenant);
        }
        event.put("variant_data", data);
        return new NewEvent(new Header(EntryKind.of(PREFIX + type), tenant, null), json(event));
    }

    /** As {@link #of}, of a {@link RejectedEvent}: on behalf of who sent it and from no source, stored once if it has a key. */
    static NewEvent rejected(String sender, @Nullable String tenant, @Nullable String key, Map<String, ?> data) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event_type", RejectedEvent.TYPE);
        event.put("user_id", sender);
        if (tenant != null) {
            event.put("tenant", tenant);
        }
        if (key != null) {
            event.put("dedup_key", key);
        }
        event.put("variant_data", data);
        return new NewEvent(Header.of(RejectedEvent.TYPE, tenant, null, key), json(event));
    }

    private static byte[] json(Map<String, ?> event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, event);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail to be written", impossible);
        }
        return Wtf8.json(text.toString());
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeFieldName(String.valueOf(member.getKey()));
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Long || value instanceof Integer) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }
}
