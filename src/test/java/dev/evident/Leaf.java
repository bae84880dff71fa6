package dev.evident;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;

/**
 * A value at the end of a path, found by a walk of its own, not by the program's.
 *
 * @param path keys joined by dots
 * @param value as it is asked for in a query
 * @param depth number of keys
 * @param inArray whether any array is on the way
 */
record Leaf(String path, String value, int depth, boolean inArray) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ARRAY = "[]";

    /** The leaves of an event, in the order in which they stand there. */
    static List<Leaf> of(String json) {
        List<Leaf> leaves = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(new StringReader(json))) {
            parser.nextToken();
            object(parser, new ArrayDeque<>(), leaves);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
        return leaves;
    }

    private static void object(JsonParser parser, Deque<String> keys, List<Leaf> leaves) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            keys.addLast(parser.currentName());
            parser.nextToken();
            value(parser, keys, leaves);
            keys.removeLast();
        }
    }

    private static void array(JsonParser parser, Deque<String> keys, List<Leaf> leaves) throws IOException {
        keys.addLast(ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(parser, keys, leaves);
        }
        keys.removeLast();
    }

    private static void value(JsonParser parser, Deque<String> keys, List<Leaf> leaves) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, keys, leaves);
            case START_ARRAY -> array(parser, keys, leaves);
            default -> leaves.add(leaf(keys, parser.getText()));
        }
    }

    private static Leaf leaf(Deque<String> keys, String value) {
        StringJoiner path = new StringJoiner(".");
        int depth = 0;
        for (Iterator<String> key = keys.iterator(); key.hasNext(); ) {
            String next = key.next();
            if (!next.equals(ARRAY)) {
                path.add(next);
                depth++;
            }
        }
        return new Leaf(path.toString(), value, depth, keys.contains(ARRAY));
    }
}
