package dev.evident.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * Walks the leaf values of event bodies, in the order in which they stand there. Empty objects and arrays have none.
 *
 * <p>An instance keeps a path buffer from event to event and belongs to one thread at a time. It allocates nothing per
 * leaf.
 */
public final class Leaves {

    /** What a leaf is in JSON. */
    public enum Kind {
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL
    }

    /** Sees each leaf. The arrays are buffers: their content is valid during the call only. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * One leaf.
         *
         * @param path the {@linkplain Wtf8 bytes} of the path, as {@link Fields} writes it; more bytes may follow it
         * @param pathLength how many of them are the path
         * @param kind what it is
         * @param text the characters of a string, the digits of a number as they were sent, or the literal; from
         *     {@code offset}, {@code length} of them
         */
        void leaf(byte[] path, int pathLength, Kind kind, char[] text, int offset, int length);
    }

    private byte[] path = new byte[256];
    private int pathLength;

    /** The length of the path at which each open object stands. */
    private int[] starts = new int[16];

    /** Shows every leaf of a body to the visitor. Trusts that the body was checked when it was accepted. */
    public void walk(byte[] body, Visitor visitor) throws IOException {
        pathLength = 0;
        int depth = 0;
        try (JsonParser parser = StoredJson.FACTORY.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT -> open(depth++);
                    case FIELD_NAME -> name(depth - 1, parser.currentName());
                    case END_OBJECT -> pathLength = starts[--depth];
                    case VALUE_STRING -> visit(visitor, Kind.STRING, parser);
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> visit(visitor, Kind.NUMBER, parser);
                    case VALUE_TRUE -> visit(visitor, Kind.TRUE, parser);
                    case VALUE_FALSE -> visit(visitor, Kind.FALSE, parser);
                    case VALUE_NULL -> visit(visitor, Kind.NULL, parser);
                    default -> {
                        // an array adds nothing to the path of its elements
                    }
                }
            }
        }
    }

    private void visit(Visitor visitor, Kind kind, JsonParser parser) throws IOException {
        visitor.leaf(
                path, pathLength, kind, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    private void open(int depth) {
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, depth * 2);
        }
        starts[depth] = pathLength;
    }

    /** Replaces what stands behind the start of the innermost object. */
    private void name(int depth, String name) {
        pathLength = starts[depth];
        int length = name.length();
        reserve(2 * length + 1);
        if (depth > 0) {
            path[pathLength++] = '.';
        }
        int at = pathLength;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                escaped(name);
                return;
            }
            if (c == '.' || c == '\\') {
                path[at++] = '\\';
            }
            path[at++] = (byte) c;
        }
        pathLength = at;
    }

    private void escaped(String name) {
        byte[] bytes = Wtf8.bytes(Fields.escape(name));
        reserve(bytes.length);
        System.arraycopy(bytes, 0, path, pathLength, bytes.length);
        pathLength += bytes.length;
    }

    private void reserve(int more) {
        if (pathLength + more > path.length) {
            path = Arrays.copyOf(path, Math.max(path.length * 2, pathLength + more));
        }
    }
}
