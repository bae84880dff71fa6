package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.event.Parts;
import dev.evident.event.Timestamps;
import dev.evident.event.Wtf8;
import dev.evident.query.Parameters.Parameter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code GET /events}, described in docs/search.md: conditions on fields, the same field and operator
 * again meaning "or", other ones "and"; {@code q}, {@code from}, {@code to}, {@code timezone}, {@code axis}, {@code
 * order}, {@code limit} and {@code cursor}. What cannot be understood is the problem {@code invalid-parameter} with the parameter's name in {@code
 * field}; nothing is ignored.
 */
public final class QueryParser {
    /** The largest page. */
    public static final int MAX_LIMIT = 1_000;

    /** Conditions in one query, each value counting as one. */
    public static final int MAX_CONDITIONS = 100;

    /** Parameters that are no conditions and may be given once. */
    private static final Set<String> OPTIONS =
            Set.of("q", "from", "to", Zones.PARAMETER, "axis", "order", "limit", "cursor");

    private final Map<String, String> options = new HashMap<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final List<String> canonical = new ArrayList<>();

    /** A field with the operator used on it. */
    private record Field(String path, boolean negated, Optional<Match.Comparison> comparison) {}

    private QueryParser() {}

    /**
     * Parses the raw query part of a request target.
     *
     * @param rawQuery null when there is none
     * @param clock what relative times are relative to, unless the cursor says when the first page was asked for
     */
    public static Query parse(@Nullable String rawQuery, InstantSource clock) {
        QueryParser parser = new QueryParser();
        for (Parameter parameter : Parameters.parse(rawQuery)) {
            parser.accept(parameter);
        }
        return parser.query(clock);
    }

    private void accept(Parameter parameter) {
        Optional<String> reserved =
                ReservedNames.all().filter(parameter::isAbout).findFirst();
        if (reserved.isPresent()) {
            String name = reserved.get();
            if (!OPTIONS.contains(name)) {
                throw ReservedNames.elsewhere(name);
            }
            if (options.put(name, parameter.option(name)) != null) {
                throw problem(name, name + " may be given once." + ReservedNames.hint(name));
            }
            return;
        }
        Condition condition = Condition.of(parameter);
        if (conditions.size() == MAX_CONDITIONS) {
            throw problem(shown(condition.path()), "A query has at most " + MAX_CONDITIONS + " conditions.");
        }
        conditions.add(condition);
    }

    private Query query(InstantSource clock) {
        String cursorText = options.get("cursor");
        Cursor cursor = cursorText == null ? null : Cursor.decode(cursorText);
        long asOf = cursor == null ? Timestamps.micros(clock.instant()) : cursor.asOf();
        Instant now = Timestamps.instant(asOf);
        String zoneName = options.get(Zones.PARAMETER);
        ZoneId zone = zoneName == null ? ZoneOffset.UTC : Zones.parse(zoneName);
        List<FieldFilter> fields = new ArrayList<>();
        List<AddedFilter> added = new ArrayList<>();
        matches(now, zone).forEach((field, matches) -> {
            if (AddedFilter.FIELDS.contains(field.path)) {
                matches.forEach(match -> AddedSyntax.require(field.path, match));
                added.add(new AddedFilter(field.path, field.negated, matches));
            } else {
                fields.add(new FieldFilter(Places.of(field.path), field.negated, matches));
            }
        });
        String q = options.get("q");
        Long from = time("from", now, zone);
        Long to = time("to", now, zone);
        if (from != null && to != null && from > to) {
            throw problem("from", "from is after to.");
        }
        Axis axis = axis();
        boolean oldestFirst = oldestFirst();
        for (String option : List.of("q", "from", "to")) {
            canonical.add(option + " " + options.get(option));
        }
        canonical.add("order " + oldestFirst);
        canonical.add("axis " + axis);
        canonical.add(Zones.PARAMETER + " " + zone.getId());
        long fingerprint = fingerprint();
        if (cursor != null && isOfOther(cursor, axis, fingerprint)) {
            throw problem("cursor", "cursor belongs to a query with other conditions.");
        }
        return new Query(
                fields,
                added,
                q == null ? List.of() : TextSyntax.parse(q),
                from,
                to,
                zone,
                axis,
                oldestFirst,
                limit(),
                cursor,
                asOf,
                fingerprint);
    }

    /** What the values of each field must be like. */
    private Map<Field, List<Match>> matches(Instant now, ZoneId zone) {
        Map<Field, List<Match>> all = new LinkedHashMap<>();
        for (Condition condition : conditions) {
            Match match = condition
                    .comparison()
                    .map(comparison -> Values.ordered(condition.path(), comparison, condition.value(), now, zone))
                    .orElseGet(() -> Values.plain(condition.path(), condition.value()));
            Field field = new Field(condition.path(), condition.negated(), condition.comparison());
            all.computeIfAbsent(field, first -> new ArrayList<>()).add(match);
            canonical.add(field + " " + condition.value());
        }
        return all;
    }

    /** A bound on the time of the axis: {@code from} is the beginning of a day, {@code to} its end. */
    private @Nullable Long time(String option, Instant now, ZoneId zone) {
        String value = options.get(option);
        if (value == null) {
            return null;
        }
        return Times.parse(value, now, zone)
                .map(time -> Timestamps.ceilMicros(option.equals("to") ? time.end() : time.start()))
                .orElseThrow(() -> problem(
                        option,
                        option + " \"" + shown(value)
                                + "\" is not an RFC 3339 time such as 2026-11-23T05:14:24Z, nor a date such as"
                                + " 2026-11-23, nor relative such as -24h."
                                + ReservedNames.hint(option)));
    }

    private static boolean isOfOther(Cursor cursor, Axis axis, long fingerprint) {
        return cursor.fingerprint() != fingerprint || (cursor.occurred() != null) != (axis == Axis.OCCURRED);
    }

    private Axis axis() {
        String axis = options.getOrDefault("axis", "recorded");
        return switch (axis) {
            case "recorded" -> Axis.RECORDED;
            case "occurred" -> Axis.OCCURRED;
            default ->
                throw problem(
                        "axis",
                        "axis is recorded or occurred, not \"" + shown(axis) + "\"." + ReservedNames.hint("axis"));
        };
    }

    private boolean oldestFirst() {
        String order = options.getOrDefault("order", "desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw problem("order", "order is asc or desc, not \"" + shown(order) + "\"." + ReservedNames.hint("order"));
        }
        return order.equals("asc");
    }

    private OptionalInt limit() {
        String limit = options.get("limit");
        if (limit == null) {
            return OptionalInt.empty();
        }
        int value = (int) Parts.number(limit, 6);
        if (value < 1 || value > MAX_LIMIT) {
            throw problem(
                    "limit",
                    "limit \"" + shown(limit) + "\" is not a number from 1 to " + MAX_LIMIT + "."
                            + ReservedNames.hint("limit"));
        }
        return OptionalInt.of(value);
    }

    /** The same for the same conditions in any order. */
    private long fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Wtf8.bytes(canonical.stream().sorted().collect(Collectors.joining("\0"))));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
