package dev.evident.index;

import dev.evident.bus.StatsMessages.Kind;
import dev.evident.bus.StatsMessages.Value;
import java.util.Comparator;
import org.apache.lucene.util.BytesRef;

/**
 * A value of a field, as it stands in a term behind the path, and how many events have it.
 *
 * @param type the byte of the type, see {@link TermBuffer}
 * @param value what stands behind that
 */
record FacetValue(byte type, BytesRef value, long count) {
    /** The most frequent first, and those of the same frequency in the order of their terms. */
    static final Comparator<FacetValue> ORDER = Comparator.comparingLong(FacetValue::count)
            .reversed()
            .thenComparing(FacetValue::type)
            .thenComparing(FacetValue::value);

    /** What can be read of it. */
    String text() {
        return switch (type) {
            case TermBuffer.TRUE -> "true";
            case TermBuffer.FALSE -> "false";
            case TermBuffer.NULL -> "null";
            default -> StatsTerms.readable(value).utf8ToString();
        };
    }

    /** As the answer carries it. */
    Value shown() {
        return new Value(kind(type), text(), !StatsTerms.isWhole(value), count);
    }

    /** What a type is called in JSON. */
    static Kind kind(byte type) {
        return switch (type) {
            case TermBuffer.STRING -> Kind.STRING;
            case TermBuffer.NUMBER -> Kind.NUMBER;
            case TermBuffer.NULL -> Kind.NULL;
            default -> Kind.BOOLEAN;
        };
    }
}
