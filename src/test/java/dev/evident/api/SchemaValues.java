package dev.evident.api;

import static dev.evident.api.Contract.list;
import static dev.evident.api.Contract.map;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values that a JSON schema of the contract allows, and values that it does not; the same ones for the same seed. */
final class SchemaValues {
    /** Characters that people, programs and attackers put into texts; none is a control character. */
    private static final String CHARACTERS =
            "aZ09 _-.:/\\\"'<>&=+%#?*|~^$,;{}[]()@!\u00e9\u00df\u03a9\u0416\u4e2d\u202e\u200b\ufeff\ud83d\ude00";

    private final Contract contract;
    private final Random random;

    SchemaValues(Contract contract, Random random) {
        this.contract = contract;
        this.random = random;
    }

    /** A value that the schema allows. */
    @Nullable
    Object valid(Map<String, Object> unfollowed) {
        Map<String, Object> schema = contract.merged(unfollowed);
        List<Object> choices = list(schema.get("enum"));
        if (!choices.isEmpty()) {
            return choices.get(random.nextInt(choices.size()));
        }
        if ("uuid".equals(schema.get("format"))) {
            return String.format("%08x-%04x-7%03x-8%03x-%012x", bits(32), bits(16), bits(12), bits(12), bits(48));
        }
        if ("date-time".equals(schema.get("format"))) {
            return String.format(
                    "20%02d-%02d-%02dT%02d:%02d:%02d%s",
                    bits(6) % 40,
                    1 + bits(4) % 12,
                    1 + bits(5) % 28,
                    bits(5) % 24,
                    bits(6) % 60,
                    bits(6) % 60,
                    List.of("Z", ".5Z", ".123456+02:00", "-11:30").get(random.nextInt(4)));
        }
        return switch (String.valueOf(schema.getOrDefault("type", "string"))) {
            case "integer" -> integer(schema);
            case "boolean" -> random.nextBoolean();
            case "object" -> object(schema);
            case "array" -> array(schema);
            default -> text(number(schema, "minLength", 0), number(schema, "maxLength", 60));
        };
    }

    /** A value that the schema does not allow; null when anything is allowed. */
    @Nullable
    Object invalid(Map<String, Object> unfollowed) {
        Map<String, Object> schema = contract.merged(unfollowed);
        List<Object> others = new ArrayList<>();
        if (schema.containsKey("enum")) {
            others.add("no such choice");
        }
        switch (String.valueOf(schema.getOrDefault("type", "string"))) {
            case "integer" -> {
                others.addAll(List.of("x", "1.5", ""));
                if (schema.containsKey("minimum")) {
                    others.add(number(schema, "minimum", 0) - 1);
                }
                if (schema.containsKey("maximum")) {
                    others.add(number(schema, "maximum", 0) + 1);
                }
            }
            case "boolean" -> others.addAll(List.of("maybe", "1", ""));
            default -> {
                if (schema.containsKey("maxLength")) {
                    others.add("x".repeat(number(schema, "maxLength", 0) + 1));
                }
                if (number(schema, "minLength", 0) > 0) {
                    others.add("");
                }
            }
        }
        return others.isEmpty() ? null : others.get(random.nextInt(others.size()));
    }

    /** A body that breaks the schema of an object in one place. */
    Map<String, Object> invalidObject(Map<String, Object> unfollowed) {
        Map<String, Object> schema = contract.merged(unfollowed);
        Map<String, Object> broken = object(schema);
        List<String> required =
                list(schema.get("required")).stream().map(String::valueOf).toList();
        Map<String, Object> properties = map(schema.get("properties"));
        List<String> names = List.copyOf(properties.keySet());
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(3)) {
            case 0 -> broken.remove(required.get(random.nextInt(required.size())));
            case 1 -> {
                if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                    broken.put("no such member", 1);
                } else {
                    properties.forEach((forbidden, of) -> {
                        if (Boolean.FALSE.equals(of)) {
                            broken.put(forbidden, 1);
                        }
                    });
                }
            }
            default -> {
                Object of = properties.get(name);
                Object wrong = of instanceof Map<?, ?> ? invalid(map(of)) : null;
                broken.put(name, wrong == null || random.nextBoolean() ? List.of(7) : wrong);
            }
        }
        return broken;
    }

    /** Some text of valid characters. */
    String text(int min, int max) {
        int length = min + (max > min ? random.nextInt(Math.min(40, max - min) + 1) : 0);
        StringBuilder text = new StringBuilder();
        int count = CHARACTERS.codePointCount(0, CHARACTERS.length());
        while (text.codePointCount(0, text.length()) < length) {
            text.appendCodePoint(CHARACTERS.codePointAt(CHARACTERS.offsetByCodePoints(0, random.nextInt(count))));
        }
        return text.toString();
    }

    private Object integer(Map<String, Object> schema) {
        int min = number(schema, "minimum", -1_000);
        int max = number(schema, "maximum", 1_000);
        return min + random.nextInt(max - min + 1);
    }

    private Map<String, Object> object(Map<String, Object> schema) {
        Map<String, Object> object = new LinkedHashMap<>();
        List<Object> required = list(schema.get("required"));
        map(schema.get("properties")).forEach((name, of) -> {
            if (of instanceof Map<?, ?> && (required.contains(name) || random.nextInt(4) == 0)) {
                object.put(name, valid(map(of)));
            }
        });
        if (Boolean.TRUE.equals(schema.get("additionalProperties"))) {
            for (int i = random.nextInt(3); i > 0; i--) {
                object.put("x" + text(0, 10), json(0));
            }
        }
        return object;
    }

    private List<@Nullable Object> array(Map<String, Object> schema) {
        List<@Nullable Object> array = new ArrayList<>();
        int min = number(schema, "minItems", 0);
        for (int i = min + random.nextInt(3); i > 0; i--) {
            array.add(valid(map(schema.get("items"))));
        }
        return array;
    }

    /** Any JSON. */
    private @Nullable Object json(int depth) {
        return switch (random.nextInt(depth < 3 ? 7 : 5)) {
            case 0 -> text(0, 20);
            case 1 -> random.nextLong();
            case 2 -> new BigDecimal(random.nextInt() + "." + bits(20) + "E" + (random.nextInt(600) - 300));
            case 3 -> random.nextBoolean();
            case 4 -> null;
            case 5 -> {
                List<@Nullable Object> array = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(json(depth + 1));
                }
                yield array;
            }
            default -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.put(text(1, 10), json(depth + 1));
                }
                yield object;
            }
        };
    }

    private long bits(int bits) {
        return random.nextLong() & ((1L << bits) - 1);
    }

    private static int number(Map<String, Object> schema, String name, int other) {
        return schema.get(name) instanceof Number number ? number.intValue() : other;
    }
}
