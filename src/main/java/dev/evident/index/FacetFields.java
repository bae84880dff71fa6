package dev.evident.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.util.BytesRef;

/**
 * The fields whose values are kept as sorted doc values besides, so that they can be counted however many there are:
 * one string at most for each event. The value is what stands behind path and type in its term (see {@link
 * TermBuffer}). Belongs to the indexing thread.
 */
final class FacetFields {
    static final String EVENT_TYPE = "facet.event_type";
    static final String TENANT = "facet.tenant";

    /** From paths to Lucene's names of their doc values. */
    static final Map<String, String> BY_PATH =
            Map.of("event_type", EVENT_TYPE, "user_id", "facet.user_id", "source", "facet.source", "tenant", TENANT);

    private final List<OneField> fields = new ArrayList<>();
    private final TermBuffer buffer = new TermBuffer();

    private static final class OneField {
        private final byte[] path;
        private final SortedDocValuesField field;
        private boolean present;

        OneField(String path, String name) {
            this.path = path.getBytes(StandardCharsets.UTF_8);
            this.field = new SortedDocValuesField(name, new BytesRef());
        }
    }

    FacetFields() {
        BY_PATH.forEach((path, name) -> fields.add(new OneField(path, name)));
    }

    void clear() {
        fields.forEach(one -> one.present = false);
    }

    /** Takes a string leaf, if it is one of them. */
    void string(byte[] path, int pathLength, char[] text, int offset, int length) {
        for (OneField one : fields) {
            if (!one.present && Arrays.equals(path, 0, pathLength, one.path, 0, one.path.length)) {
                buffer.clear();
                buffer.value(text, offset, length);
                one.field.setBytesValue(BytesRef.deepCopyOf(new BytesRef(buffer.bytes(), 0, buffer.length())));
                one.present = true;
            }
        }
    }

    /** Adds to a document the fields that the event has; they are reused for the next event. */
    void addTo(Document document) {
        for (OneField one : fields) {
            if (one.present) {
                document.add(one.field);
            }
        }
    }
}
