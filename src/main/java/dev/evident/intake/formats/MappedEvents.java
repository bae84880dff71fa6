package dev.evident.intake.formats;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.evident.config.Mapping;
import dev.evident.config.Template;
import dev.evident.event.EventParser;
import dev.evident.event.Item;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.Wtf8;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.formats.JsonValues.Found;
import dev.evident.intake.formats.JsonValues.Slice;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes events of JSON objects of other forms by a {@link Mapping}: the object as it is becomes {@code variant_data}, byte
 * for byte but for white space, and the strict parser decides on the whole. Thread-safe.
 */
final class MappedEvents {
    private final Mapping mapping;
    private final EventParser parser;
    private final JsonValues values;

    MappedEvents(Mapping mapping, EventParser parser) {
        this.mapping = mapping;
        this.parser = parser;
        this.values = new JsonValues(Stream.concat(
                        mapping.templates().flatMap(template -> template.pointers().stream()),
                        Stream.of("/ip", "/outcome", "/target"))
                .distinct()
                .toList());
    }

    /**
     * The event of one object.
     *
     * @param at where it stands among the items
     * @param json where the object stands; what is kept when there is no event
     */
    Item item(int at, IntakeRequest request, byte[] json, Slice object) {
        if (object.to() - object.from() > parser.maxEventBytes()) {
            return new Item.Rejected(at, tooLarge(), json, object.from(), object.to());
        }
        try {
            return new Item.Accepted(at, event(request, json, object));
        } catch (ProblemException refused) {
            return new Item.Rejected(at, refused.problem(), json, object.from(), object.to());
        }
    }

    /** That something cannot be an event since it has too many bytes, before anything is made of it. */
    Problem tooLarge() {
        int limit = parser.maxEventBytes();
        return Problem.of(Kind.TOO_LARGE, "It has more than " + limit + " bytes.")
                .with("limit_bytes", limit);
    }

    private NewEvent event(IntakeRequest request, byte[] json, Slice object) {
        if (object.from() >= object.to() || json[object.from()] != '{') {
            throw Problem.of(Kind.INVALID_EVENT, "It must be a JSON object.").exception();
        }
        Found found = values.read(json, object);
        MultiMap headers = request.headers();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("event_type", required("event_type", mapping.eventType(), found, headers));
        fields.put("user_id", required("user_id", mapping.userId(), found, headers));
        put(fields, "source", mapping.source(), found, headers);
        put(fields, "tenant", mapping.tenant(), found, headers);
        put(fields, "dedup_key", mapping.dedupKey(), found, headers);
        mapping.occurredAt()
                .flatMap(template -> render(template, found, headers))
                .flatMap(OccurredAt::of)
                .ifPresent(time -> fields.put("occurred_at", time));
        Map<String, String> shown = new LinkedHashMap<>();
        put(shown, "ip", mapping.ip(), found, headers);
        put(shown, "outcome", mapping.outcome(), found, headers);
        put(shown, "target", mapping.target(), found, headers);
        shown.keySet().removeIf(name -> found.has("/" + name));
        return parser.parse(
                compose(fields, shown, json, object), request.sender().tenant());
    }

    private static String required(String field, Template template, Found found, MultiMap headers) {
        return render(template, found, headers).orElseThrow(() -> Problem.of(
                        Kind.INVALID_EVENT, "There is no value for " + field + ", which is " + template + ".")
                .with("field", field)
                .exception());
    }

    private static void put(
            Map<String, String> fields, String name, Optional<Template> template, Found found, MultiMap headers) {
        template.flatMap(set -> render(set, found, headers)).ifPresent(value -> fields.put(name, value));
    }

    private static Optional<String> render(Template template, Found found, MultiMap headers) {
        return template.render(found::get, headers::get);
    }

    /** An object with further members in front. */
    static byte[] prepend(Map<String, String> members, byte[] json, Slice object) {
        byte[] head = Wtf8.json("{" + members(members) + (members.isEmpty() || isEmpty(json, object) ? "" : ","));
        byte[] whole = Arrays.copyOf(head, head.length + object.to() - object.from() - 1);
        System.arraycopy(json, object.from() + 1, whole, head.length, object.to() - object.from() - 1);
        return whole;
    }

    private static byte[] compose(Map<String, String> fields, Map<String, String> shown, byte[] json, Slice object) {
        String head = "{" + members(fields) + ",\"variant_data\":{" + members(shown);
        ByteArrayOutputStream event = new ByteArrayOutputStream(object.to() - object.from() + head.length() + 16);
        event.writeBytes(Wtf8.json(head));
        if (!shown.isEmpty() && !isEmpty(json, object)) {
            event.write(',');
        }
        event.write(json, object.from() + 1, object.to() - object.from() - 1);
        event.write('}');
        return event.toByteArray();
    }

    private static boolean isEmpty(byte[] json, Slice object) {
        int at = object.from() + 1;
        while (at < object.to() && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n')) {
            at++;
        }
        return at < object.to() && json[at] == '}';
    }

    /** Members of an object, without its braces. */
    static String members(Map<String, String> texts) {
        List<String> members = new ArrayList<>();
        texts.forEach((name, value) -> members.add(quoted(name) + ":" + quoted(value)));
        return String.join(",", members);
    }

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
