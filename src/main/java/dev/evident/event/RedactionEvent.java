package dev.evident.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The event by which the log says that the content of other events was deleted. Its {@code variant_data} has {@code
 * reason}, {@code count}, {@code seqs} (the positions), and {@code filter} when they were chosen by one: the names of its
 * parameters, never their values, since those are often just what had to be deleted.
 */
public final class RedactionEvent {
    /** The type of the event. */
    public static final String TYPE = ServiceEvent.PREFIX + "event_redacted";

    /** At most so many events are redacted by one; each of their positions can still be searched for. */
    public static final int MOST = 500;

    /** What every such event begins with and no other: producers may not send the type. */
    private static final byte[] START = ("{\"event_type\":\"" + TYPE + "\"").getBytes(UTF_8);

    private RedactionEvent() {}

    /**
     * The event's body.
     *
     * @param actor the name of a token
     * @param tenant the one that the token is bound to, if it is
     * @param seqs positions, 1 to {@value #MOST}
     * @param filter the names of the filter's parameters; empty when there was none
     */
    public static EventBody body(
            String actor, @Nullable String tenant, String reason, List<Long> seqs, List<String> filter) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("reason", reason);
        data.put("count", seqs.size());
        data.put("seqs", seqs);
        if (!filter.isEmpty()) {
            data.put("filter", filter);
        }
        return ServiceEvent.of(TYPE.substring(ServiceEvent.PREFIX.length()), actor, tenant, data);
    }

    /**
     * The positions that an event of the record redacts; none when it is another kind of event, or one that somebody
     * changed so that it cannot be read.
     */
    public static List<Long> targets(EventBody body) {
        if (!isOne(body)) {
            return List.of();
        }
        try (JsonParser json = StoredJson.FACTORY.createParser(body.bytes())) {
            return seqs(json);
        } catch (IOException notJson) {
            return List.of();
        }
    }

    /** Whether this is such an event. */
    public static boolean isOne(EventBody body) {
        return body.size() > START.length && Arrays.equals(START, 0, START.length, body.bytes(), 0, START.length);
    }

    private static List<Long> seqs(JsonParser json) throws IOException {
        List<Long> seqs = new ArrayList<>();
        int depth = 0;
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                depth++;
            } else if (token == JsonToken.END_OBJECT) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME
                    && depth == 2
                    && json.currentName().equals("seqs")) {
                json.nextToken();
                while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                    seqs.add(json.getLongValue());
                }
            }
        }
        return seqs;
    }
}
