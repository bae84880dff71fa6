package dev.evident.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * An event as a list of its leaves, read from the JSON text without any code of the index.
 *
 * @param json the text
 * @param leaves in the order of the text
 */
record FlatEvent(String json, List<Leaf> leaves) {

    /**
     * @param path its keys joined by dots
     * @param value a string, a {@link BigDecimal}, a boolean or {@link #NULL}
     * @param words those of a string
     */
    record Leaf(String path, Object value, List<String> words) {
        Leaf(List<String> keys, Object value) {
            this(
                    String.join(
                            ".",
                            keys.stream()
                                    .map(key -> key.replace("\\", "\\\\").replace(".", "\\."))
                                    .toList()),
                    value,
                    value instanceof String text ? BruteForce.words(text) : List.of());
        }

        /** Whether it stands at the path or in something that does. */
        boolean isWithin(String place) {
            return path.startsWith(place) && (path.length() == place.length() || path.charAt(place.length()) == '.');
        }
    }

    static final Object NULL = '0';

    static FlatEvent of(String json) {
        List<Leaf> leaves = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            read(parser, List.of(), leaves);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new FlatEvent(json, leaves);
    }

    private static void read(JsonParser parser, List<String> keys, List<Leaf> leaves) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    List<String> inner = new ArrayList<>(keys);
                    inner.add(parser.currentName());
                    parser.nextToken();
                    read(parser, inner, leaves);
                }
            }
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    read(parser, keys, leaves);
                }
            }
            case VALUE_STRING -> leaves.add(new Leaf(keys, parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> leaves.add(new Leaf(keys, new BigDecimal(parser.getText())));
            case VALUE_TRUE -> leaves.add(new Leaf(keys, true));
            case VALUE_FALSE -> leaves.add(new Leaf(keys, false));
            default -> leaves.add(new Leaf(keys, NULL));
        }
    }
}
