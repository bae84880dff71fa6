package dev.evident.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The event by which the log says that the content of other events was deleted. Its {@code variant_data} has {@code
 * reason}, {@code count}, {@code seqs} (the positions), {@code tenants} (whose each of them was, in step with the positions)
 * when an event of a tenant is redacted by somebody who is bound to none, and {@code filter} when they were chosen by one:
 * the names of its parameters, never their values, since those are often just what had to be deleted.
 */
public final class RedactionEvent {
    /** The type of the event. */
    public static final String TYPE = ServiceEvent.PREFIX + "event_redacted";

    /** Events that are redacted by one at most; each of their positions can still be searched for. */
    public static final int MAX_TARGETS = 500;

    private static final int SEQ_DIGITS = 18;

    /** What every such event begins with and no other: producers may not send the type. */
    private static final byte[] START = ("{\"event_type\":\"" + TYPE + "\"").getBytes(UTF_8);

    private RedactionEvent() {}

    /**
     * An event that is redacted.
     *
     * @param seq its position
     * @param tenant whose it is; null when nobody's
     */
    public record Target(long seq, @Nullable String tenant) {}

    /**
     * The event's body.
     *
     * @param actor the name of a token
     * @param tenant the one that the token is bound to, if it is
     * @param targets 1 to {@value #MAX_TARGETS}; of the token's tenant alone, if it is bound to one
     * @param filter the names of the filter's parameters; empty when there was none
     */
    public static NewEvent body(
            String actor, @Nullable String tenant, String reason, List<Target> targets, List<String> filter) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("reason", reason);
        data.put("count", targets.size());
        data.put("seqs", targets.stream().map(Target::seq).toList());
        if (tenant == null && targets.stream().anyMatch(target -> target.tenant != null)) {
            data.put("tenants", targets.stream().map(Target::tenant).collect(Collectors.toList()));
        }
        if (!filter.isEmpty()) {
            data.put("filter", filter);
        }
        return ServiceEvent.of(TYPE.substring(ServiceEvent.PREFIX.length()), actor, tenant, data);
    }

    /**
     * What such an event says.
     *
     * @param reason that was given
     * @param actor who did it: the name of a token
     */
    public record Said(String reason, String actor, List<Target> targets) {
        public Said {
            targets = List.copyOf(targets);
        }

        /** Whether it redacts the event at a position, as one of this tenant. */
        public boolean names(long seq, @Nullable String tenant) {
            return targets.stream().anyMatch(target -> target.seq == seq && Objects.equals(target.tenant, tenant));
        }
    }

    /** What an event of the record says as one that redacts others; empty when it is another kind of event. */
    public static Optional<Said> read(byte[] body) {
        if (!isOne(body)) {
            return Optional.empty();
        }
        Reading reading = new Reading();
        try {
            new Leaves().walk(body, reading);
        } catch (IOException notJson) {
            return Optional.empty();
        }
        return Optional.of(new Said(reading.reason, reading.actor, reading.targets()));
    }

    /**
     * What an event of the record redacts; nothing when it is another kind of event, or one that somebody changed so that
     * it cannot be read.
     */
    public static List<Target> targets(byte[] body) {
        return read(body).map(Said::targets).orElse(List.of());
    }

    /** Whether this is such an event. */
    public static boolean isOne(byte[] body) {
        return body.length > START.length && Arrays.equals(START, 0, START.length, body, 0, START.length);
    }

    /** One pass over an event. */
    private static final class Reading implements Leaves.Visitor {
        private final List<Long> seqs = new ArrayList<>();
        private final List<@Nullable String> tenants = new ArrayList<>();
        private @Nullable String tenant;
        private String reason = "";
        private String actor = "";

        @Override
        public void leaf(byte[] path, int pathLength, Leaves.Kind kind, char[] text, int offset, int length) {
            String value = new String(text, offset, length);
            switch (new String(path, 0, pathLength, UTF_8)) {
                case "tenant" -> tenant = value;
                case "user_id" -> actor = value;
                case "variant_data.reason" -> reason = value;
                case "variant_data.seqs" -> {
                    long seq = Parts.number(value, SEQ_DIGITS);
                    if (seq >= 0) {
                        seqs.add(seq);
                    }
                }
                case "variant_data.tenants" -> tenants.add(kind == Leaves.Kind.NULL ? null : value);
                default -> {
                    // the rest is for people
                }
            }
        }

        List<Target> targets() {
            List<Target> targets = new ArrayList<>();
            for (int i = 0; i < seqs.size(); i++) {
                targets.add(new Target(seqs.get(i), tenant != null || i >= tenants.size() ? tenant : tenants.get(i)));
            }
            return targets;
        }
    }
}
