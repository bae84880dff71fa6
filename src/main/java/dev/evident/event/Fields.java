package dev.evident.event;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How places inside an event are named: the keys from the top of the event joined by dots, such as {@code event_type}
 * or {@code variant_data.resource.id}. The elements of an array have the path of the array, so {@code
 * variant_data.items.sku} means that key of any element. A dot or a backslash that belongs to a key is written {@code
 * \.} or {@code \\}, which makes every path stand for one list of keys.
 */
public final class Fields {

    /** The top-level fields that have a meaning for the service, as a producer may send them. */
    public static final List<String> COMMON =
            List.of("event_type", "user_id", "occurred_at", "source", "tenant", "dedup_key");

    /** The top-level field that holds what is specific to the type of an event. */
    public static final String DATA = "variant_data";

    private Fields() {}

    /** The path of a place given by its keys from the top, at least one. */
    public static String path(List<String> keys) {
        return keys.stream().map(Fields::escape).collect(Collectors.joining("."));
    }

    /** The keys from the top of the event that a path names. */
    public static List<String> keys(String path) {
        List<String> keys = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '.') {
                keys.add(key.toString());
                key.setLength(0);
            } else {
                key.append(c == '\\' && i + 1 < path.length() ? path.charAt(++i) : c);
            }
        }
        keys.add(key.toString());
        return keys;
    }

    /** A key as it is written in a path. */
    public static String escape(String key) {
        if (key.indexOf('.') < 0 && key.indexOf('\\') < 0) {
            return key;
        }
        return key.replace("\\", "\\\\").replace(".", "\\.");
    }
}
