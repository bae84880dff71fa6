package dev.evident.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import dev.evident.index.FlatEvent.Leaf;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Makes queries about events, as a caller writes them, beside what they mean. */
final class RandomQuery {
    private static final List<String> COMMON =
            List.of("event_type", "user_id", "occurred_at", "source", "tenant", "dedup_key");
    private static final Map<String, IntPredicate> SIGNS =
            Map.of("<", sign -> sign < 0, "<=", sign -> sign <= 0, ">", sign -> sign > 0, ">=", sign -> sign >= 0);

    private final Random random;
    private final List<FlatEvent> events;
    private final EventSource source;

    RandomQuery(Random random, List<FlatEvent> events) {
        this.random = random;
        this.events = events;
        this.source = new EventSource(random);
    }

    /** A query and what it means. */
    record Made(String query, Predicate<FlatEvent> meaning) {}

    /** Several conditions, those on the same field with the same operator being alternatives. */
    Made next() {
        Map<String, Made> fields = new LinkedHashMap<>();
        for (int more = 1 + random.nextInt(3); more > 0; more--) {
            Leaf leaf = leaf();
            String path = path(leaf);
            String operator = operator(path, leaf.value());
            for (int values = 1 + random.nextInt(5) / 4; values > 0; values--) {
                Made made = condition(path, operator, values == 1 ? leaf.value() : leaf().value());
                fields.merge(path + operator, made, RandomQuery::or);
            }
        }
        Made all = new Made("", event -> true);
        for (Map.Entry<String, Made> field : fields.entrySet()) {
            Made made = field.getValue();
            all = and(all, field.getKey().endsWith("!=") ? new Made(made.query, made.meaning.negate()) : made);
        }
        return random.nextInt(3) == 0 ? and(all, text()) : all;
    }

    private static Made or(Made one, Made other) {
        return new Made(one.query + "&" + other.query, one.meaning.or(other.meaning));
    }

    private static Made and(Made one, Made other) {
        return new Made(
                one.query.isEmpty() ? other.query : one.query + "&" + other.query, one.meaning.and(other.meaning));
    }

    private Leaf leaf() {
        List<Leaf> leaves = events.get(random.nextInt(events.size())).leaves();
        return leaves.get(random.nextInt(leaves.size()));
    }

    /** The path, or a part of it that is left out or does not exist. */
    private String path(Leaf leaf) {
        String path = leaf.path();
        boolean shorthand =
                path.startsWith("variant_data.") && path.length() > "variant_data.".length() && random.nextInt(3) == 0;
        return shorthand ? path.substring("variant_data.".length()) : path;
    }

    private static List<String> meant(String path) {
        String top = path.replaceAll("(?<!\\\\)\\..*", "");
        return COMMON.contains(top) || top.equals("variant_data")
                ? List.of(path)
                : List.of(path, "variant_data." + path);
    }

    private String operator(String path, Object value) {
        boolean ordered = value instanceof String text
                ? BruteForce.time(text) != null
                : value instanceof BigDecimal && !COMMON.contains(path);
        if (ordered && random.nextInt(3) > 0) {
            return List.copyOf(SIGNS.keySet()).get(random.nextInt(SIGNS.size()));
        }
        return random.nextInt(3) == 0 ? "!=" : "=";
    }

    private Made condition(String path, String operator, Object value) {
        List<String> paths = meant(path);
        IntPredicate sign = SIGNS.get(operator);
        if (sign != null) {
            OffsetDateTime time = value instanceof String text ? BruteForce.time(text) : null;
            if (time != null) {
                OffsetDateTime bound = time.truncatedTo(ChronoUnit.MICROS);
                return made(
                        path,
                        operator,
                        ISO_OFFSET_DATE_TIME.format(bound),
                        BruteForce.has(paths, BruteForce.time(bound, sign)));
            }
            String number = value instanceof BigDecimal some ? some.toString() : String.valueOf(random.nextInt(200));
            return COMMON.contains(path)
                    ? made(path, operator, "-0s", event -> BruteForce.has(paths, BruteForce.time(now(), sign))
                            .test(event))
                    : made(path, operator, number, BruteForce.has(paths, BruteForce.number(number, sign)));
        }
        String text = value.equals(FlatEvent.NULL) ? "null" : String.valueOf(value);
        switch (random.nextInt(5)) {
            case 0 -> {
                return made(path, operator, "*", BruteForce.exists(paths));
            }
            case 1, 2 -> {
                int end = text.offsetByCodePoints(
                        0, random.nextInt(Math.min(text.codePointCount(0, text.length()), 60) + 1));
                String start = text.substring(0, end);
                if (!start.isEmpty()) {
                    String written = star(start).replaceAll("(\\\\+)$", "$1$1") + "*";
                    return made(path, operator, written, BruteForce.has(paths, BruteForce.startsWith(start)));
                }
            }
            default -> {
                // an exact value
            }
        }
        return made(path, operator, star(text), BruteForce.has(paths, BruteForce.equalTo(text)));
    }

    private static OffsetDateTime now() {
        return Questions.CLOCK.instant().atOffset(java.time.ZoneOffset.UTC);
    }

    /** Escapes stars, and the backslashes before them. */
    private static String star(String text) {
        return text.replaceAll("(\\\\*)\\*", "$1$1\\\\*");
    }

    private static Made made(String path, String operator, String value, Predicate<FlatEvent> meaning) {
        return new Made(encoded(path) + encoded(operator).replace("%3D", "=") + encoded(value), meaning);
    }

    private Made text() {
        List<String> clauses = new ArrayList<>();
        Predicate<FlatEvent> meaning = event -> true;
        for (int more = 1 + random.nextInt(3); more > 0; more--) {
            boolean phrase = random.nextInt(3) == 0;
            String words = phrase ? source.words() : source.word();
            boolean negated = random.nextInt(4) == 0;
            clauses.add((negated ? "-" : "") + (phrase ? '"' + words + '"' : words));
            Predicate<FlatEvent> contains = BruteForce.contains(words);
            meaning = meaning.and(negated ? contains.negate() : contains);
        }
        return new Made("q=" + encoded(String.join(" ", clauses)), meaning);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
