package dev.evident.index;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;

/** Makes events in which nothing can be relied on: types change, keys have dots, values are long, odd or foreign. */
final class EventSource {
    static final List<String> WORDS = List.of(
            "refund",
            "Refund",
            "order",
            "denied",
            "Müller",
            "mu\u0308ller",
            "ÅRSTID",
            "straße",
            "смета",
            "СМЕТА",
            "東京都",
            "café",
            "x1",
            "10.0.0.7",
            "a-b",
            "payment.failed",
            "snake_case",
            "🔥",
            "it's",
            "naïve",
            "Ελλάς");

    private static final List<String> KEYS = List.of("a", "b", "size", "note", "at", "k.d", "b\\s", "é", "items", "");
    private static final String LONG = "long value ".repeat(30);

    private final Random random;

    EventSource(Random random) {
        this.random = random;
    }

    String next() {
        StringBuilder json = new StringBuilder();
        json.append("{\"event_type\":\"").append(oneOf("order.created", "order.refunded", "login", "login.failed"));
        json.append("\",\"user_id\":\"").append(oneOf("alice", "alicia", "bob", "Bob", "zoë"));
        json.append('"');
        if (random.nextBoolean()) {
            json.append(",\"occurred_at\":\"").append(time()).append('"');
        }
        if (random.nextInt(4) == 0) {
            json.append(",\"extra\":").append(value(2));
        }
        return json.append(",\"variant_data\":").append(object(0)).append('}').toString();
    }

    private String object(int depth) {
        StringBuilder json = new StringBuilder("{");
        List<String> keys = KEYS.stream().filter(key -> random.nextInt(3) == 0).toList();
        for (String key : keys) {
            json.append(json.length() > 1 ? "," : "")
                    .append(quoted(key))
                    .append(':')
                    .append(value(depth + 1));
        }
        return json.append('}').toString();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 3 ? 8 : 11)) {
            case 0, 1 -> number();
            case 2 -> oneOf("true", "false", "null");
            case 3 -> quoted(time());
            case 4, 5 -> quoted(words());
            case 6 ->
                quoted(oneOf("", "true", "null", "100", "1e2", "*", "a*b", "b\\", "\\*", "a\\\\*", " x ", "100%&="));
            case 7 ->
                quoted(oneOf(
                        LONG,
                        LONG + "end",
                        "値".repeat(90),
                        "w".repeat(127 + random.nextInt(3)),
                        "é".repeat(140),
                        "y".repeat(254 + random.nextInt(5))));
            case 8 -> "[" + value(depth + 1) + "," + value(depth + 1) + "]";
            case 9 -> oneOf("[]", "{}", "[[1],[2,[\"refund\"]]]");
            default -> object(depth);
        };
    }

    private String number() {
        return switch (random.nextInt(4)) {
            case 0 -> oneOf("100", "100.0", "1e2", "1.00E+2", "0", "-0", "-0.0", "0.1", "0.10", "1e-1", "-100");
            case 1 -> oneOf("9007199254740993", "9007199254740992", "1e400", "-1e400", "1e308", "1e-400", "0.1e1");
            default -> String.valueOf(random.nextInt(400) - 200 + (random.nextBoolean() ? 0 : random.nextInt(4) / 4.0));
        };
    }

    private String time() {
        Instant instant = Instant.ofEpochSecond(1_795_400_000L + random.nextInt(50), random.nextInt(4) * 250_000_500L);
        return switch (random.nextInt(5)) {
            case 0 -> ISO_OFFSET_DATE_TIME.format(instant.atOffset(ZoneOffset.ofHours(random.nextInt(5) - 2)));
            case 1 -> instant.toString().toLowerCase(java.util.Locale.ROOT);
            case 2 -> instant.toString().replace('T', ' ');
            default -> instant.toString();
        };
    }

    String words() {
        StringBuilder words = new StringBuilder(word());
        for (int more = random.nextInt(4); more > 0; more--) {
            words.append(oneOf(" ", ", ", "-", " / ")).append(word());
        }
        return words.toString();
    }

    String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
