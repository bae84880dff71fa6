package dev.evident.event;

import java.io.IOException;
import java.util.Arrays;

/**
 * Walks the leaf values of event bodies, in the order in which they stand there. Empty objects and arrays have none.
 *
 * <p>An instance keeps a path buffer from event to event and belongs to one thread at a time. It allocates nothing per
 * leaf.
 */
public final class Leaves implements JsonScanner.Visitor {

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

    /** The levels of the names that lead to a value, and the length of the path up to each of them. */
    private final int[] levels = new int[JsonScanner.MAX_LEVELS + 1];

    private final int[] lengths = new int[JsonScanner.MAX_LEVELS + 1];
    private int names;
    private char[] text = new char[256];
    private byte[] json = {};
    private Visitor visitor = (path, pathLength, kind, text, offset, length) -> {};

    /** Shows every leaf of a body to the visitor; fails behind the last one when the rest is no JSON. */
    public void walk(byte[] body, Visitor shownTo) throws IOException {
        names = 0;
        json = body;
        visitor = shownTo;
        try {
            new JsonScanner(json, JsonScanner.MAX_LEVELS, false).value(this);
        } catch (JsonScanner.Malformed malformed) {
            throw new IOException("the body of an event is not JSON", malformed);
        }
    }

    @Override
    public void name(int level, int from, int to, boolean escaped) {
        leave(level - 1);
        int length = lengths[names];
        if (length + 2 * (to - from) > path.length) {
            path = Arrays.copyOf(path, 2 * path.length + 2 * (to - from));
        }
        if (names > 0) {
            path[length++] = '.';
        }
        byte[] name = escaped ? Wtf8.bytes(JsonText.of(json, from, to)) : json;
        int end = escaped ? name.length : to - 1;
        for (int i = escaped ? 0 : from + 1; i < end; i++) {
            if (name[i] == '.' || name[i] == '\\') {
                path[length++] = '\\';
            }
            path[length++] = name[i];
        }
        levels[++names] = level;
        lengths[names] = length;
    }

    @Override
    public void value(int level, int from, int to) {
        leave(level);
        switch (json[from]) {
            case '{', '[' -> {
                // its leaves were shown
            }
            case '"' -> leaf(Kind.STRING, from + 1, to - 1);
            case 't' -> leaf(Kind.TRUE, from, to);
            case 'f' -> leaf(Kind.FALSE, from, to);
            case 'n' -> leaf(Kind.NULL, from, to);
            default -> leaf(Kind.NUMBER, from, to);
        }
    }

    /** Forgets the names below a level. */
    private void leave(int level) {
        while (names > 0 && levels[names] > level) {
            names--;
        }
    }

    private void leaf(Kind kind, int from, int to) {
        if (to - from > text.length) {
            text = new char[2 * (to - from)];
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = json[i];
            if (b < 0 || b == '\\') {
                String meant = JsonText.of(json, from - 1, to + 1);
                length = meant.length();
                meant.getChars(0, length, text, 0);
                break;
            }
            text[length++] = (char) b;
        }
        visitor.leaf(path, lengths[names], kind, text, 0, length);
    }
}
