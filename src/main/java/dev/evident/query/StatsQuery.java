package dev.evident.query;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What a caller wants to know about the events that a query finds.
 *
 * @param events which events; without limit, cursor and order
 * @param histogram how they are spread over time
 * @param facets whose values are counted
 * @param facetLimit maximum number of values of each facet
 * @param fields whether the paths that occur are listed
 */
public record StatsQuery(
        Query events, Optional<Histogram> histogram, List<Facet> facets, int facetLimit, boolean fields) {

    public StatsQuery {
        facets = List.copyOf(facets);
    }

    /**
     * How events are spread over time.
     *
     * @param buckets maximum number of them
     * @param zone whose days, months and hours they begin with
     */
    public record Histogram(int buckets, ZoneId zone) {}

    /**
     * The values of one field.
     *
     * @param name as the caller wrote it
     * @param paths that it means; one, or two for a shorthand
     */
    public record Facet(String name, List<String> paths) {
        public Facet {
            paths = List.copyOf(paths);
        }

        /** Whether a filter is on this field, so that its values are counted as if the filter were not there. */
        public boolean isMeantBy(FieldFilter filter) {
            return filter.paths().stream().anyMatch(paths::contains);
        }
    }
}
