package dev.evident.index;

import dev.evident.event.Wtf8;
import dev.evident.query.Match;
import dev.evident.query.Match.Comparison;
import org.apache.lucene.document.BinaryPoint;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.NumericUtils;

/**
 * Numbers and times as points: 8 bytes of hash that stand for the path and for which of the two it is, then 8 bytes
 * that sort like the value. As one dimension of 16 bytes, the values of a path stand beside each other in their order,
 * whatever the number of paths, and a range is one run of them.
 */
final class Points {
    static final String FIELD = "points";
    static final int BYTES = 2 * Long.BYTES;
    static final FieldType TYPE = type();

    private static final byte NUMBER = 'n';
    private static final byte TIME = 't';

    private Points() {}

    private static FieldType type() {
        FieldType type = new FieldType();
        type.setDimensions(1, BYTES);
        type.freeze();
        return type;
    }

    /** Writes the point of a number. */
    static void number(byte[] path, int pathLength, double value, byte[] point) {
        put(hash(path, pathLength, NUMBER), sortable(value), point);
    }

    /** Writes the point of a time. */
    static void time(byte[] path, int pathLength, long micros, byte[] point) {
        put(hash(path, pathLength, TIME), micros, point);
    }

    /** The events that have such a number at the path. */
    static Query query(String path, Match.NumberRange range) {
        return query(path, NUMBER, range.comparison(), sortable(range.bound().doubleValue()));
    }

    /** The events that have such a time at the path. */
    static Query query(String path, Match.TimeRange range) {
        return query(path, TIME, range.comparison(), range.micros());
    }

    private static Query query(String path, byte kind, Comparison comparison, long bound) {
        byte[] place = Wtf8.bytes(path);
        long hash = hash(place, place.length, kind);
        byte[] lowest = new byte[BYTES];
        byte[] highest = new byte[BYTES];
        put(
                hash,
                switch (comparison) {
                    case LESS, AT_MOST -> Long.MIN_VALUE;
                    case GREATER -> bound + 1;
                    case AT_LEAST -> bound;
                },
                lowest);
        put(
                hash,
                switch (comparison) {
                    case LESS -> bound - 1;
                    case AT_MOST -> bound;
                    case GREATER, AT_LEAST -> Long.MAX_VALUE;
                },
                highest);
        return BinaryPoint.newRangeQuery(FIELD, lowest, highest);
    }

    /** Neighbouring doubles have neighbouring numbers, far from both ends of long; zero has no sign. */
    private static long sortable(double value) {
        return NumericUtils.doubleToSortableLong(value + 0.0);
    }

    private static void put(long hash, long value, byte[] point) {
        NumericUtils.longToSortableBytes(hash, point, 0);
        NumericUtils.longToSortableBytes(value, point, Long.BYTES);
    }

    /** FNV-1a, stirred at the end so that similar paths are far apart. */
    private static long hash(byte[] path, int pathLength, byte kind) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < pathLength; i++) {
            hash = (hash ^ (path[i] & 0xFF)) * 0x100000001b3L;
        }
        hash = (hash ^ kind) * 0x100000001b3L;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }
}
