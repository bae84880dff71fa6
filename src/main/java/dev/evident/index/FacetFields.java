package dev.evident.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
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

    private record OneField(BytesRef start, Field field) {}

    FacetFields() {
        BY_PATH.forEach((path, name) -> {
            BytesRef start = Mapping.start(path, TermBuffer.STRING);
            fields.add(new OneField(start, new SortedDocValuesField(name, new BytesRef())));
        });
    }

    /**
     * Adds to a document the fields that an event has.
     *
     * @param document takes fields that are reused for the next event
     * @param terms of the event
     */
    void addTo(Document document, EventTerms terms) {
        BytesTermAttribute attribute = terms.getAttribute(BytesTermAttribute.class);
        terms.reset();
        while (terms.incrementToken()) {
            BytesRef term = attribute.getBytesRef();
            if (term.bytes[term.offset] < 0) {
                continue; // a path in the data
            }
            for (OneField one : fields) {
                BytesRef start = one.start;
                if (startsWith(term, start) && document.getField(one.field.name()) == null) {
                    one.field.setBytesValue(
                            new BytesRef(term.bytes, term.offset + start.length, term.length - start.length));
                    document.add(one.field);
                }
            }
        }
    }

    private static boolean startsWith(BytesRef term, BytesRef start) {
        return term.length >= start.length
                && Arrays.equals(
                        term.bytes,
                        term.offset,
                        term.offset + start.length,
                        start.bytes,
                        start.offset,
                        start.offset + start.length);
    }
}
