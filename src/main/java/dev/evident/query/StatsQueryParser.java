package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.event.ProblemException;
import dev.evident.query.Parameters.Parameter;
import dev.evident.query.StatsQuery.Facet;
import dev.evident.query.StatsQuery.Histogram;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The parameters of {@code GET /events/stats}: its own are taken out, the others are those of {@link QueryParser}. */
final class StatsQueryParser {
    private static final int MAX_FACETS = 10;
    private static final int MAX_FACET_LIMIT = 100;
    private static final int DEFAULT_FACET_LIMIT = 10;
    private static final int MAX_BUCKETS = 200;
    private static final int DEFAULT_BUCKETS = 72;

    private static final Set<String> OWN =
            Set.of("facets", "facet_limit", "histogram", "buckets", "timezone", "fields");

    /** Those that only mean something for a list of events. */
    private static final Set<String> REFUSED = Set.of("limit", "cursor", "order");

    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private final Map<String, String> values = new HashMap<>();

    private StatsQueryParser() {}

    static StatsQuery parse(@Nullable String rawQuery, InstantSource clock) {
        return new StatsQueryParser().query(rawQuery, clock);
    }

    private StatsQuery query(@Nullable String rawQuery, InstantSource clock) {
        StringJoiner conditions = new StringJoiner("&");
        for (String raw : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
            for (Parameter parameter : Parameters.parse(raw)) {
                if (!take(parameter)) {
                    conditions.add(raw);
                }
            }
        }
        Query events = QueryParser.parse(conditions.toString(), clock);
        return new StatsQuery(
                events,
                histogram(),
                facets(),
                number("facet_limit", 1, MAX_FACET_LIMIT).orElse(DEFAULT_FACET_LIMIT),
                flag("fields").orElse(false));
    }

    /** Whether the parameter is one of the own ones. */
    private boolean take(Parameter parameter) {
        REFUSED.stream().filter(parameter::isAbout).findFirst().ifPresent(name -> {
            throw problem(name, name + " has no meaning here: the answer is about all events that match.");
        });
        Optional<String> name = OWN.stream().filter(parameter::isAbout).findFirst();
        name.ifPresent(own -> {
            if (values.put(own, parameter.option(own)) != null) {
                throw problem(own, own + " may be given once.");
            }
        });
        return name.isPresent();
    }

    private Optional<Histogram> histogram() {
        Optional<Integer> buckets = number("buckets", 2, MAX_BUCKETS);
        ZoneId zone = zone();
        return flag("histogram").orElse(buckets.isPresent())
                ? Optional.of(new Histogram(buckets.orElse(DEFAULT_BUCKETS), zone))
                : Optional.empty();
    }

    private ZoneId zone() {
        String name = values.get("timezone");
        if (name == null) {
            return ZoneOffset.UTC;
        }
        if (!ZONES.contains(name)) {
            throw problem(
                    "timezone",
                    "timezone \"" + shown(name)
                            + "\" is not a name of the IANA time zone database such as Europe/Berlin.");
        }
        return ZoneId.of(name);
    }

    private Optional<Boolean> flag(String name) {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.equals("true") && !value.equals("false")) {
            throw problem(name, name + " is true or false, not \"" + shown(value) + "\".");
        }
        return Optional.of(value.equals("true"));
    }

    private Optional<Integer> number(String name, int least, int most) {
        String value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        int number = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : -1;
        if (number < least || number > most) {
            throw problem(name, name + " \"" + shown(value) + "\" is not a number from " + least + " to " + most + ".");
        }
        return Optional.of(number);
    }

    private List<Facet> facets() {
        String names = values.get("facets");
        if (names == null) {
            return List.of();
        }
        List<String> distinct = split(names).stream().distinct().toList();
        if (distinct.size() > MAX_FACETS) {
            throw problem("facets", "facets has at most " + MAX_FACETS + " fields.");
        }
        return distinct.stream().map(name -> new Facet(name, paths(name))).toList();
    }

    /** At commas; one that belongs to a key is written {@code \,}. */
    private static List<String> split(String names) {
        List<String> all = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < names.length(); i++) {
            char c = names.charAt(i);
            if (c == ',') {
                all.add(name.toString());
                name.setLength(0);
            } else if (c == '\\' && i + 1 < names.length()) {
                char escaped = names.charAt(++i);
                name.append(escaped == ',' ? "" : "\\").append(escaped);
            } else {
                name.append(c);
            }
        }
        all.add(name.toString());
        return all;
    }

    /** What the name means in a filter, so that both mean the same field. */
    private static List<String> paths(String name) {
        try {
            String exists = URLEncoder.encode(name, StandardCharsets.UTF_8) + "=*";
            List<FieldFilter> filters =
                    QueryParser.parse(exists, InstantSource.system()).fields();
            if (!filters.isEmpty() && !filters.get(0).negated()) {
                return filters.get(0).paths();
            }
        } catch (ProblemException refused) {
            throw problem(
                    "facets",
                    "facets: \"" + shown(name) + "\" is no field. "
                            + refused.problem().detail());
        }
        throw problem("facets", "facets: \"" + shown(name) + "\" is no field whose values can be counted.");
    }
}
