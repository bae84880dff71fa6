package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.event.Parts;
import dev.evident.query.Parameters.Parameter;
import dev.evident.query.PathList.Named;
import dev.evident.query.StatsQuery.Facet;
import dev.evident.query.StatsQuery.Histogram;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The parameters of {@code GET /events/stats}: its own are taken out, the others are those of {@link QueryParser}. */
public final class StatsQueryParser {
    private static final int MAX_DIGITS = 6;
    private static final int MAX_FACETS = 10;
    private static final int MAX_FACET_LIMIT = 100;
    private static final int DEFAULT_FACET_LIMIT = 10;
    private static final int MAX_BUCKETS = 200;
    private static final int DEFAULT_BUCKETS = 72;

    private static final Set<String> OWN = Set.of("facets", "facet_limit", "histogram", "buckets", "fields");

    /** Those that only mean something for a list of events. */
    private static final Set<String> REFUSED = Set.of("limit", "cursor", "order");

    private final Map<String, String> values = new HashMap<>();

    private StatsQueryParser() {}

    /**
     * Parses the raw query part of a request target, or refuses it with the problem {@code invalid-parameter}.
     *
     * @param rawQuery null when there is none
     * @param clock what relative times are relative to
     */
    public static StatsQuery parse(@Nullable String rawQuery, InstantSource clock) {
        return new StatsQueryParser().query(rawQuery, clock);
    }

    private StatsQuery query(@Nullable String rawQuery, InstantSource clock) {
        StringJoiner conditions = new StringJoiner("&");
        for (String raw : Parts.of(rawQuery == null ? "" : rawQuery, '&')) {
            for (Parameter parameter : Parameters.parse(raw)) {
                if (!take(parameter)) {
                    conditions.add(raw);
                }
            }
        }
        Query events = QueryParser.parse(conditions.toString(), clock);
        return new StatsQuery(
                events,
                histogram(events.zone()),
                facets(),
                number("facet_limit", 1, MAX_FACET_LIMIT).orElse(DEFAULT_FACET_LIMIT),
                flag("fields").orElse(false));
    }

    /** Whether the parameter is one of the own ones. */
    private boolean take(Parameter parameter) {
        REFUSED.stream().filter(parameter::isAbout).findFirst().ifPresent(name -> {
            throw problem(
                    name,
                    name + " has no meaning here: the counts are of all events that match." + ReservedNames.hint(name));
        });
        Optional<String> name = OWN.stream().filter(parameter::isAbout).findFirst();
        name.ifPresent(own -> {
            if (values.put(own, parameter.option(own)) != null) {
                throw problem(own, own + " may be given once." + ReservedNames.hint(own));
            }
        });
        return name.isPresent();
    }

    private Optional<Histogram> histogram(ZoneId zone) {
        Optional<Integer> buckets = number("buckets", 2, MAX_BUCKETS);
        return flag("histogram").orElse(buckets.isPresent())
                ? Optional.of(new Histogram(buckets.orElse(DEFAULT_BUCKETS), zone))
                : Optional.empty();
    }

    private Optional<Boolean> flag(String name) {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw problem(name, name + " is true or false, not \"" + shown(value) + "\"." + ReservedNames.hint(name));
        }
        return Optional.of(value.equals("true"));
    }

    private Optional<Integer> number(String name, int min, int max) {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        int number = (int) Parts.number(value, MAX_DIGITS);
        if (number < min || number > max) {
            throw problem(
                    name,
                    name + " \"" + shown(value) + "\" is not a number from " + min + " to " + max + "."
                            + ReservedNames.hint(name));
        }
        return Optional.of(number);
    }

    private List<Facet> facets() {
        String names = values.get("facets");
        if (names == null) {
            return List.of();
        }
        List<Named> distinct =
                PathList.parse("facets", names).stream().distinct().toList();
        if (distinct.size() > MAX_FACETS) {
            throw problem("facets", "facets has at most " + MAX_FACETS + " fields.");
        }
        return distinct.stream().map(StatsQueryParser::facet).toList();
    }

    /** Both mean the same field as the name does in a filter. */
    private static Facet facet(Named named) {
        if (AddedFilter.FIELDS.contains(named.path())) {
            throw problem("facets", "facets: \"" + named.name() + "\" is no field whose values can be counted.");
        }
        return new Facet(named.name(), Places.of(named.path()));
    }
}
