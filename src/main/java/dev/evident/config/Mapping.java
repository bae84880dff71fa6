package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How events are made of what a sender calls otherwise. The whole of what was sent becomes {@code variant_data}.
 *
 * @param name of the mapping, in {@code /intake/NAME} and in messages
 * @param path where it is sent to by POST; empty is {@code /intake/NAME}, {@code none} is for a format that has its own
 * @param items the JSON pointer of the array whose elements are the events; without it the body is one event, or an array
 *     of events
 * @param dedupKey what makes a delivery the same as another; without it each is stored
 * @param ip written into {@code variant_data} unless there is one, as {@code outcome} and {@code target}
 */
public record Mapping(
        @Setting(Form.MAPPING_NAME) String name,
        @Setting(Form.INTAKE_PATH) Optional<String> path,
        @Setting(Form.POINTER) Optional<String> items,
        Template eventType,
        Template userId,
        Optional<Template> occurredAt,
        Optional<Template> dedupKey,
        Optional<Template> source,
        Optional<Template> tenant,
        Optional<Template> ip,
        Optional<Template> outcome,
        Optional<Template> target) {
    /** Of a format that has paths of its own. */
    private static final String OWN = "none";

    /** Where the API is. */
    private static final Set<String> TAKEN = Set.of("event", "events", "log", "witness", "docs", "openapi.yaml");

    public Mapping {
        if (eventType.toString().startsWith("evident.")) {
            throw new ConfigurationException(
                    "event_type", "begins with evident., which is for the service's own events");
        }
        path.ifPresent(set -> {
            if (TAKEN.contains(set.split("/", 3)[set.startsWith("/") ? 1 : 0])) {
                throw new ConfigurationException("path", quoted(set) + " is a path of the API");
            }
        });
    }

    /** Where it is served, if it is the mapping of no other format. */
    public Optional<String> route() {
        return path.filter(OWN::equals).isPresent() ? Optional.empty() : Optional.of(path.orElse("/intake/" + name));
    }

    /** Every template in it. */
    public Stream<Template> templates() {
        return Stream.concat(
                Stream.of(eventType, userId),
                Stream.of(occurredAt, dedupKey, source, tenant, ip, outcome, target)
                        .flatMap(Optional::stream));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{name: " + name);
        append(text, "path", path);
        append(text, "items", items);
        append(text, "event_type", Optional.of(eventType));
        append(text, "user_id", Optional.of(userId));
        append(text, "occurred_at", occurredAt);
        append(text, "dedup_key", dedupKey);
        append(text, "source", source);
        append(text, "tenant", tenant);
        append(text, "ip", ip);
        append(text, "outcome", outcome);
        append(text, "target", target);
        return text.append('}').toString();
    }

    private static void append(StringBuilder text, String name, Optional<?> value) {
        value.ifPresent(set -> text.append(", ").append(name).append(": ").append(set));
    }
}
