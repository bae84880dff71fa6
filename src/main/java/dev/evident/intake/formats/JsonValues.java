package dev.evident.intake.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.evident.event.EventParser;
import dev.evident.event.Items;
import dev.evident.event.Parts;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads values at JSON pointers (RFC 6901) in one pass over the text; {@code -1} is the last element of an array. What is
 * read is believed only as far as the strict parser accepts the whole later. Thread-safe.
 */
final class JsonValues {
    private static final JsonFactory JSON = new JsonFactory();

    /** What is wanted below a place. */
    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private @Nullable String pointer;
    }

    /** A part of a text: one JSON value. */
    record Slice(int from, int to) {}

    /** Values by their pointers: texts as they are, numbers as they are written, {@code ""} for objects and arrays. */
    record Found(Map<String, String> values) {
        /** The text, number or boolean at a pointer; null when there is none. */
        @Nullable
        String get(String pointer) {
            String value = values.get(pointer);
            return value == null || value.isEmpty() ? null : value;
        }

        /** Whether anything but null is there. */
        boolean has(String pointer) {
            return values.containsKey(pointer);
        }
    }

    private final Node root = new Node();

    /** @param pointers what to read */
    JsonValues(Iterable<String> pointers) {
        for (String pointer : pointers) {
            Node node = root;
            for (String key : Parts.of(pointer.substring(1), '/')) {
                String plain = key.replace("~1", "/").replace("~0", "~");
                node = node.children.computeIfAbsent(plain, first -> new Node());
            }
            node.pointer = pointer;
        }
    }

    /** The values of the object in a part of a text. */
    Found read(byte[] json, Slice slice) {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = parser(json, slice.from, slice.to)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                walk(parser, root, values);
            }
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
        return new Found(values);
    }

    /**
     * The elements of an array.
     *
     * @param pointer where it is; null when the text is it. Without the pointer an object is taken as the one element
     */
    static List<Slice> elements(byte[] json, @Nullable String pointer) {
        List<Slice> elements = new ArrayList<>();
        try (JsonParser parser = parser(json, 0, json.length)) {
            JsonToken token = parser.nextToken();
            if (pointer != null) {
                token = descend(parser, token, pointer);
            }
            if (token == JsonToken.START_OBJECT && pointer == null) {
                elements.add(slice(parser, json));
            } else if (token == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    requireFits(elements.size());
                    elements.add(slice(parser, json));
                }
            } else {
                throw Problem.of(
                                Kind.MALFORMED_JSON,
                                pointer == null
                                        ? "The body must be a JSON object or an array of objects."
                                        : "The body must have a JSON array at " + pointer + ".")
                        .exception();
            }
            while (parser.nextToken() != null) {
                if (pointer == null) {
                    throw Problem.of(Kind.MALFORMED_JSON, "Something follows the JSON of the body.")
                            .exception();
                }
            }
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
        return elements;
    }

    /** The values that stand one after the other, with or without white space between them. */
    static List<Slice> sequence(byte[] json, int from, int to) {
        List<Slice> values = new ArrayList<>();
        try (JsonParser parser = parser(json, from, to)) {
            while (parser.nextToken() != null) {
                requireFits(values.size());
                Slice value = slice(parser, json);
                values.add(new Slice(from + value.from, Math.min(to, from + value.to)));
            }
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
        return values;
    }

    /**
     * What stands under a name in an object: the elements of an array, or the value itself.
     *
     * @param names of which any will do
     */
    static List<Slice> member(byte[] json, Slice object, List<String> names) {
        List<Slice> found = new ArrayList<>();
        try (JsonParser parser = parser(json, object.from, object.to)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.of(Kind.MALFORMED_JSON, "The body has something else where an object must be.")
                        .exception();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = names.contains(parser.currentName());
                if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        requireFits(found.size());
                        found.add(slice(parser, json, object));
                    }
                } else if (wanted && parser.currentToken() != JsonToken.VALUE_NULL) {
                    found.add(slice(parser, json, object));
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
        return found;
    }

    /** Of UTF-8 alone: the parser would take UTF-16 and UTF-32 too, and tell no places in them. */
    private static JsonParser parser(byte[] json, int from, int to) throws IOException {
        for (int i = from; i < Math.min(to, from + 4); i++) {
            if (json[i] == 0 || json[i] == (byte) 0xfe || json[i] == (byte) 0xff) {
                throw Problem.of(Kind.MALFORMED_JSON, "The body must be JSON in UTF-8.")
                        .exception();
            }
        }
        return JSON.createParser(json, from, to - from);
    }

    private static Slice slice(JsonParser parser, byte[] json, Slice object) throws IOException {
        Slice inside = slice(parser, json);
        return new Slice(object.from + inside.from, Math.min(object.to, object.from + inside.to));
    }

    private static void requireFits(int count) {
        if (count >= EventParser.MAX_BATCH) {
            throw Items.tooMany();
        }
    }

    private static @Nullable JsonToken descend(JsonParser parser, @Nullable JsonToken first, String pointer)
            throws IOException {
        JsonToken token = first;
        for (String key : Parts.of(pointer.substring(1), '/')) {
            if (token != JsonToken.START_OBJECT) {
                return null;
            }
            token = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(key);
                JsonToken value = parser.nextToken();
                if (wanted) {
                    token = value;
                    break;
                }
                parser.skipChildren();
            }
        }
        return token;
    }

    /** The value at whose first token the parser stands; goes to its last one. */
    private static Slice slice(JsonParser parser, byte[] json) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.finishToken();
        parser.skipChildren();
        int to = (int) parser.currentLocation().getByteOffset();
        return new Slice(Math.max(0, from), Math.max(from, Math.min(to, json.length)));
    }

    private static void walk(JsonParser parser, @Nullable Node node, Map<String, String> values) throws IOException {
        if (node == null || (node.children.isEmpty() && parser.currentToken().isStructStart())) {
            note(parser, node, values);
            parser.skipChildren();
            return;
        }
        note(parser, node, values);
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Node child = node.children.get(parser.currentName());
                parser.nextToken();
                walk(parser, child, values);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            Node last = node.children.get("-1");
            for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                Node child = node.children.get(Integer.toString(index));
                if (last != null && child == null) {
                    walk(parser, last, values);
                } else {
                    walk(parser, child, values);
                }
            }
        }
    }

    private static void note(JsonParser parser, @Nullable Node node, Map<String, String> values) throws IOException {
        if (node != null && node.pointer != null && parser.currentToken() != JsonToken.VALUE_NULL) {
            values.put(node.pointer, parser.currentToken().isStructStart() ? "" : parser.getText());
        }
    }

    private static RuntimeException malformed(IOException failure) {
        if (failure instanceof com.fasterxml.jackson.core.JacksonException malformed) {
            long at = malformed.getLocation() == null
                    ? -1
                    : malformed.getLocation().getByteOffset();
            return Problem.of(
                            Kind.MALFORMED_JSON,
                            "The body is no acceptable JSON" + (at < 0 ? "." : ", at byte " + at + "."))
                    .exception();
        }
        return new UncheckedIOException("memory cannot fail to be read", failure);
    }
}
