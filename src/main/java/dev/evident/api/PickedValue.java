package dev.evident.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.event.Wtf8;
import java.util.Arrays;

/**
 * What stands at a place of an event, as UTF-8: one stretch of bytes, or several that are the elements of a JSON array.
 * Holds no copy of the event's bytes, except of a string, whose escapes are resolved.
 */
final class PickedValue {
    /** No value. */
    static final PickedValue NONE = new PickedValue(new byte[0], true, false, 0, 0);

    private static final byte[] PUNCTUATION = "[,]".getBytes(US_ASCII);

    private final byte[] source;
    private final boolean isString;
    private final boolean isArray;

    /** Where each stretch begins and ends, one after the other. */
    private int[] bounds;

    private int stretches = 1;

    private PickedValue(byte[] source, boolean isString, boolean isArray, int from, int to) {
        this.source = source;
        this.isString = isString;
        this.isArray = isArray;
        this.bounds = new int[] {from, to};
    }

    /** A string of the producer; what CSV cannot hold is written as JSON writes it. */
    static PickedValue ofString(String text) {
        byte[] bytes = Wtf8.readable(text).getBytes(UTF_8);
        return new PickedValue(bytes, true, false, 0, bytes.length);
    }

    /** A number, a literal or JSON, as it is stored. */
    static PickedValue ofJson(byte[] source, int from, int to) {
        return new PickedValue(source, false, false, from, to);
    }

    /** The first of what stands in the elements of an array. */
    static PickedValue inArray(byte[] source, int from, int to) {
        return new PickedValue(source, false, true, from, to);
    }

    /** One more of them. */
    void add(int from, int to) {
        if (2 * stretches == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * stretches] = from;
        bounds[2 * stretches + 1] = to;
        stretches++;
    }

    boolean isString() {
        return isString;
    }

    /** How many pieces its text has. */
    int pieces() {
        return isArray ? 2 * stretches + 1 : 1;
    }

    /** One of them, without a copy. */
    Piece piece(int number) {
        if (!isArray) {
            return new Piece(source, bounds[0], bounds[1]);
        }
        if (number % 2 == 1) {
            return new Piece(source, bounds[number - 1], bounds[number]);
        }
        int sign = number == 0 ? 0 : number == 2 * stretches ? 2 : 1;
        return new Piece(PUNCTUATION, sign, sign + 1);
    }

    /** A stretch of bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Piece(byte[] bytes, int from, int to) {}
}
