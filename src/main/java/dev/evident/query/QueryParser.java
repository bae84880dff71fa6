package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.event.Timestamps;
import dev.evident.query.Parameters.Parameter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code GET /events}: {@code field=value} and {@code field!=value}, the same field and operator again
 * meaning "or", other ones "and"; {@code from}, {@code to}, {@code limit} and {@code cursor}. What cannot be understood
 * is the problem {@code invalid-parameter} with the parameter's name in {@code field}; nothing is ignored.
 */
public final class QueryParser {
    /** The largest page. */
    public static final int MAX_LIMIT = 1_000;

    /** Conditions in one query, each value counting as one. */
    public static final int MAX_CONDITIONS = 100;

    private static final int MAX_PATH = 1_000;
    private static final Set<String> COMMON_FIELDS =
            Set.of("event_type", "user_id", "variant_data", "occurred_at", "source", "tenant", "dedup_key");
    private static final Set<String> RESERVED = Set.of("q", "order");
    private static final String OTHER_OPERATORS = "<>~^$|:*";

    private final Map<Field, List<String>> conditions = new LinkedHashMap<>();
    private @Nullable String from;
    private @Nullable String to;
    private @Nullable String limit;
    private @Nullable String cursor;

    /** A field with the operator used on it. */
    private record Field(String path, boolean negated) {}

    private QueryParser() {}

    /** Parses the raw query part of a request target; null when there is none. */
    public static Query parse(@Nullable String rawQuery) {
        QueryParser parser = new QueryParser();
        for (Parameter parameter : Parameters.parse(rawQuery)) {
            parser.accept(parameter);
        }
        return parser.query();
    }

    private void accept(Parameter parameter) {
        String name = parameter.name();
        String value = parameter.value();
        switch (name) {
            case "from" -> from = once(name, from, value);
            case "to" -> to = once(name, to, value);
            case "limit" -> limit = once(name, limit, value);
            case "cursor" -> cursor = once(name, cursor, value);
            default ->
                conditions
                        .computeIfAbsent(field(name), field -> new ArrayList<>())
                        .add(value);
        }
    }

    private static String once(String name, @Nullable String before, String value) {
        if (before != null) {
            throw problem(name, name + " may be given once.");
        }
        return value;
    }

    private static Field field(String name) {
        boolean negated = name.endsWith("!");
        String path = negated ? name.substring(0, name.length() - 1) : name;
        if (path.isEmpty()) {
            throw problem(shown(name), "A condition has no field name before its operator.");
        }
        char last = path.charAt(path.length() - 1);
        if (OTHER_OPERATORS.indexOf(last) >= 0 || last == '!') {
            throw problem(
                    shown(path.substring(0, path.length() - 1)),
                    "The operator \"" + last + (negated ? "!=" : "=") + "\" is not known: use \"=\" or \"!=\".");
        }
        if (RESERVED.contains(path)) {
            throw problem(
                    path,
                    "\"" + path + "\" is reserved and is not a field; for a field of that name write variant_data."
                            + path + ".");
        }
        requirePath(path);
        return new Field(path, negated);
    }

    private static void requirePath(String path) {
        if (path.length() > MAX_PATH) {
            throw problem(shown(path), "A field's path has at most " + MAX_PATH + " characters.");
        }
        for (int i = path.indexOf('\\'); i >= 0; i = path.indexOf('\\', i + 2)) {
            if (i + 1 == path.length() || ".\\".indexOf(path.charAt(i + 1)) < 0) {
                throw problem(
                        shown(path), "A backslash in a path stands before a dot or a backslash that belongs to a key.");
            }
        }
    }

    private Query query() {
        List<FieldFilter> fields = new ArrayList<>();
        List<AddedFilter> added = new ArrayList<>();
        List<String> canonical = new ArrayList<>();
        int count = 0;
        for (Map.Entry<Field, List<String>> condition : conditions.entrySet()) {
            Field field = condition.getKey();
            List<String> values = condition.getValue();
            count += values.size();
            if (AddedFilter.FIELDS.contains(field.path)) {
                values.forEach(value -> requireAdded(field.path, value));
                added.add(new AddedFilter(field.path, field.negated, values));
            } else {
                fields.add(new FieldFilter(paths(field.path), field.negated, values));
            }
            values.forEach(value -> canonical.add(field.path + (field.negated ? "!=" : "=") + value));
        }
        if (count > MAX_CONDITIONS) {
            throw problem("", "A query has at most " + MAX_CONDITIONS + " conditions; this one has " + count + ".");
        }
        Long fromMicros = time("from", from);
        Long toMicros = time("to", to);
        if (fromMicros != null && toMicros != null && fromMicros > toMicros) {
            throw problem("from", "from is after to.");
        }
        canonical.add("from " + fromMicros + " to " + toMicros);
        long fingerprint = fingerprint(canonical);
        return new Query(fields, added, fromMicros, toMicros, parseLimit(), parseCursor(fingerprint), fingerprint);
    }

    private static List<String> paths(String path) {
        int dot = path.indexOf('.');
        String top = dot < 0 ? path : path.substring(0, dot);
        return COMMON_FIELDS.contains(top) ? List.of(path) : List.of(path, "variant_data." + path);
    }

    private static void requireAdded(String field, String value) {
        boolean understood =
                switch (field) {
                    case "id" -> isUuid(value);
                    case "seq" -> value.matches("[0-9]{1,18}");
                    default -> Timestamps.parse(spaceIsPlus(value)).isPresent();
                };
        if (!understood) {
            throw problem(
                    field,
                    field + " \"" + shown(value) + "\" is not "
                            + switch (field) {
                                case "id" -> "a UUID.";
                                case "seq" -> "a position, a number from 0.";
                                default -> "an RFC 3339 time.";
                            });
        }
    }

    private static boolean isUuid(String value) {
        try {
            return value.length() == 36 && UUID.fromString(value) != null;
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    private static @Nullable Long time(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        return Timestamps.parse(spaceIsPlus(value))
                .map(Timestamps::ceilMicros)
                .orElseThrow(() -> problem(
                        name,
                        name + " \"" + shown(value) + "\" is not an RFC 3339 time such as 2026-11-23T05:14:24Z."));
    }

    /** A plus sign that was not percent-encoded arrives as a space: before an offset it can only have been a plus. */
    static String spaceIsPlus(String time) {
        int space = time.lastIndexOf(' ');
        return space > "2026-11-23".length() ? time.substring(0, space) + "+" + time.substring(space + 1) : time;
    }

    private OptionalInt parseLimit() {
        if (limit == null) {
            return OptionalInt.empty();
        }
        int value = limit.matches("[0-9]{1,6}") ? Integer.parseInt(limit) : 0;
        if (value < 1 || value > MAX_LIMIT) {
            throw problem("limit", "limit \"" + shown(limit) + "\" is not a number from 1 to " + MAX_LIMIT + ".");
        }
        return OptionalInt.of(value);
    }

    private @Nullable Cursor parseCursor(long fingerprint) {
        if (cursor == null) {
            return null;
        }
        Cursor decoded = Cursor.decode(cursor);
        if (decoded.fingerprint() != fingerprint) {
            throw problem("cursor", "cursor belongs to a query with other conditions.");
        }
        return decoded;
    }

    /** The same for the same conditions in any order. */
    private static long fingerprint(List<String> canonical) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.stream()
                            .sorted()
                            .collect(Collectors.joining("\0"))
                            .getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
