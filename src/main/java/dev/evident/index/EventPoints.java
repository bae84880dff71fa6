package dev.evident.index;

import dev.evident.event.NumberText;
import dev.evident.event.TimeText;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.util.BytesRef;

/** The points of one event after the other, in fields that are reused. Belongs to the indexing thread. */
final class EventPoints {
    private static final int MAX_KEPT = 1_000;

    private final List<Field> fields = new ArrayList<>();
    private int count;

    void clear() {
        if (fields.size() > MAX_KEPT) { // a large event gives its memory back
            fields.subList(MAX_KEPT, fields.size()).clear();
        }
        count = 0;
    }

    /** Takes a JSON number. */
    void number(byte[] path, int pathLength, char[] text, int offset, int length) {
        double value = NumberText.isPlain(text, offset, length)
                ? Long.parseLong(new String(text, offset, length))
                : Double.parseDouble(new String(text, offset, length));
        Points.number(path, pathLength, value, next());
    }

    /** Takes a string, which has a point when it is a time; returns that in microseconds, or {@link TimeText#NONE}. */
    long string(byte[] path, int pathLength, char[] text, int offset, int length) {
        long micros = TimeText.micros(text, offset, length);
        if (micros != TimeText.NONE) {
            Points.time(path, pathLength, micros, next());
        }
        return micros;
    }

    /** Adds the points to a document. */
    void addTo(Document document) {
        for (int i = 0; i < count; i++) {
            document.add(fields.get(i));
        }
    }

    private byte[] next() {
        if (count == fields.size()) {
            fields.add(new Field(Points.FIELD, new BytesRef(new byte[Points.BYTES]), Points.TYPE));
        }
        return fields.get(count++).binaryValue().bytes;
    }
}
