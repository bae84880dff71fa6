package dev.evident.bus;

import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.query.StatsQuery;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Counts over the events that match, as the index verticle returns them. */
public final class StatsMessages {

    /**
     * Counts. The response covers every event acknowledged before the request arrived; when the index cannot be brought
     * that far in time, it fails with the problem {@code index-behind}.
     */
    public static final Address<Request, Response> STATS = new Address<>("index.stats");

    private StatsMessages() {}

    /**
     * Asks for counts.
     *
     * @param query what is to be counted
     * @param conditions its conditions, without that on the tenant
     * @param tenant whose events alone may be counted, if the caller is bound to one
     * @param cancellation ends the counting early when nobody waits for it; it fails then
     */
    public record Request(
            StatsQuery query, Conditions conditions, Optional<String> tenant, Cancellation cancellation) {}

    /** The numbers; what was not requested is not there. */
    public record Response(long count, Optional<Histogram> histogram, List<Facet> facets, Optional<Fields> fields) {
        public Response {
            facets = List.copyOf(facets);
        }
    }

    /** What a value is in JSON. */
    public enum Kind {
        STRING,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /**
     * How events are spread over time.
     *
     * @param step the length of a bucket as ISO 8601 writes it, such as {@code PT1H}; empty when there are none
     * @param types the most frequent event types, most frequent first
     * @param buckets without a gap, oldest first
     */
    public record Histogram(String step, ZoneId zone, List<String> types, List<Bucket> buckets) {
        public Histogram {
            types = List.copyOf(types);
            buckets = List.copyOf(buckets);
        }
    }

    /**
     * The events of one stretch of time.
     *
     * @param from in microseconds since the epoch
     * @param to exclusive
     * @param types how many are of each type, in the order of {@link Histogram#types}
     */
    public record Bucket(long from, long to, long count, List<Integer> types) {
        public Bucket {
            types = List.copyOf(types);
        }
    }

    /**
     * The values of one field.
     *
     * @param name as it was requested
     * @param distinct the number of different values; a lower bound when there were too many to count
     * @param highCardinality whether there were too many to count; {@code values} is empty then
     * @param values the most frequent first
     */
    public record Facet(String name, long distinct, boolean highCardinality, List<Value> values) {
        public Facet {
            values = List.copyOf(values);
        }
    }

    /**
     * A value and the number of events that have it.
     *
     * @param text the string, the number in canonical form, {@code true}, {@code false} or {@code null}
     * @param cut whether the value is longer than {@code text}
     */
    public record Value(Kind kind, String text, boolean cut, long count) {}

    /**
     * The paths that occur.
     *
     * @param more whether there are further ones
     */
    public record Fields(List<Path> paths, boolean more) {
        public Fields {
            paths = List.copyOf(paths);
        }
    }

    /** A path and the kinds of its values. */
    public record Path(String path, Set<Kind> kinds) {
        public Path {
            kinds = Set.copyOf(kinds);
        }
    }
}
