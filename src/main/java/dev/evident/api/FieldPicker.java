package dev.evident.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Picks the values at given places out of event bodies in one pass. A string comes as its characters, a number as its
 * digits, an object or an array as the JSON that is stored; {@code null} is no value. What stands in elements of an
 * array comes as a JSON array, be it one value or many.
 *
 * <p>What is picked points into the body: places inside each other, as many as a body has levels, hold no copy each.
 *
 * <p>For one thread; a result is valid until the next one.
 */
final class FieldPicker {
    /** Without limits, since what is stored was within those of its time, and without a growing cache of names. */
    private static final JsonFactory STORED = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Node root = new Node();
    private final @Nullable PickedValue[] values;
    private byte[] body = {};

    private static final class Node {
        private Map<String, Node> children = Map.of();
        private int place = -1;

        Node child(String key) {
            if (children.isEmpty()) {
                children = new HashMap<>(2);
            }
            return children.computeIfAbsent(key, first -> new Node());
        }
    }

    /** A picker of places, each given by its keys from the top; no two may be the same. */
    FieldPicker(List<List<String>> places) {
        values = new PickedValue[places.size()];
        for (int i = 0; i < places.size(); i++) {
            Node node = root;
            for (String key : places.get(i)) {
                node = node.child(key);
            }
            node.place = i;
        }
    }

    /** The values at the places, in their order; null where there is none, or none before the JSON ends too early. */
    @Nullable
    PickedValue[] pick(byte[] json) {
        body = json;
        Arrays.fill(values, null);
        try (JsonParser parser = STORED.createParser(json)) {
            parser.nextToken();
            object(parser, root, false);
        } catch (IOException notJson) {
            // the record is shown as it is; that it was changed is said by those who check it
        }
        return values;
    }

    private void object(JsonParser parser, Node node, boolean inArray) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Node child = node.children.get(parser.currentName());
            JsonToken token = parser.nextToken();
            if (child == null) {
                parser.skipChildren();
            } else {
                value(parser, token, child, inArray);
            }
        }
    }

    private void value(JsonParser parser, JsonToken token, Node node, boolean inArray) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (token == JsonToken.START_OBJECT) {
            object(parser, node, inArray);
        } else if (token == JsonToken.START_ARRAY) {
            array(parser, node);
        } else if (token == JsonToken.VALUE_STRING && !inArray && node.place >= 0) {
            values[node.place] = PickedValue.ofString(parser.getText());
            return;
        }
        if (node.place < 0 || (token == JsonToken.VALUE_NULL && !inArray)) {
            return;
        }
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        PickedValue before = values[node.place];
        if (!inArray) {
            values[node.place] = PickedValue.ofJson(body, start, end);
        } else if (before == null) {
            values[node.place] = PickedValue.inArray(body, start, end);
        } else {
            before.add(start, end);
        }
    }

    private void array(JsonParser parser, Node node) throws IOException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                object(parser, node, true);
            } else if (token == JsonToken.START_ARRAY) {
                array(parser, node);
            }
        }
    }
}
