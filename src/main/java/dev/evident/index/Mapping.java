package dev.evident.index;

import dev.evident.event.NumberText;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.event.TimeText;
import dev.evident.event.Wtf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an event becomes a Lucene document: {@value #TERMS} holds an exact term for each leaf value and each
 * place (see {@link TermBuffer}), without frequencies, positions or norms; {@value #TEXT} the {@link Words} of its
 * strings, with positions; {@value Points#FIELD} its numbers and times; {@value #SEQ} its position and {@value #TIME}
 * when it was accepted, in microseconds since the epoch, both as doc values; {@value #OCCURRED} when it happened, or was
 * accepted when its producer does not say, as a point and a doc value. {@link FacetFields} adds more of them.
 * Of a redacted event there is the tenant, the position and the time alone.
 *
 * <p>An instance reuses one document for every event and belongs to the indexing thread.
 */
final class Mapping {
    /** Changes whenever the same event would become another document; an index of another version is rebuilt. */
    static final int VERSION = 4;

    static final String TERMS = "terms";
    static final String TEXT = "text";
    static final String SEQ = "seq";
    static final String TIME = "time";
    static final String OCCURRED = "occurred";

    /** Newest first. */
    static final Sort ORDER = new Sort(new SortField(SEQ, SortField.Type.LONG, true));

    private static final Logger log = LoggerFactory.getLogger(Mapping.class);

    private final EventFields fields = new EventFields();
    private final Field terms = new Field(TERMS, fields.terms, tokens(IndexOptions.DOCS));
    private final Field text = new Field(TEXT, fields.text, tokens(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS));
    private final NumericDocValuesField seq = new NumericDocValuesField(SEQ, 0);
    private final NumericDocValuesField time = new NumericDocValuesField(TIME, 0);
    private final NumericDocValuesField occurred = new NumericDocValuesField(OCCURRED, 0);
    private final LongPoint occurredPoint = new LongPoint(OCCURRED, 0);
    private final Document document = new Document();

    private static FieldType tokens(IndexOptions options) {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.setIndexOptions(options);
        type.freeze();
        return type;
    }

    /** The document of an event; valid until the next call. Every event has one, whatever its body is. */
    Document document(StoredEvent event) {
        Redaction redaction = event.redaction();
        try {
            if (redaction != null) {
                fields.takeTenant(event.header().tenant());
            } else {
                fields.take(event.body());
            }
        } catch (IOException notJson) {
            // Nobody finds the rest of it by field, but it must not keep the events after it from being found.
            log.warn("The body of event {} cannot be read to its end; it is indexed up to there", event.seq());
        }
        return filled(event.seq(), event.micros());
    }

    /** What takes the place of the document of an event that was redacted; valid until the next call. */
    Document tombstone(long position, long micros, @Nullable String tenant) {
        fields.takeTenant(tenant);
        return filled(position, micros);
    }

    private Document filled(long position, long micros) {
        seq.setLongValue(position);
        time.setLongValue(micros);
        document.clear();
        document.add(terms);
        document.add(text);
        document.add(seq);
        document.add(time);
        long happened = fields.occurred() == TimeText.NONE ? micros : fields.occurred();
        occurred.setLongValue(happened);
        occurredPoint.setLongValue(happened);
        document.add(occurred);
        document.add(occurredPoint);
        fields.points.addTo(document);
        fields.facets.addTo(document);
        return document;
    }

    /** The terms of which an event has at least one when it has this value at this path. */
    static List<BytesRef> terms(String path, String value) {
        TermBuffer buffer = new TermBuffer();
        byte[] place = Wtf8.bytes(path);
        char[] text = value.toCharArray();
        List<BytesRef> terms = new ArrayList<>(2);

        buffer.path(place, place.length, TermBuffer.STRING);
        buffer.value(text, 0, text.length);
        terms.add(term(buffer));
        if (NumberText.isNumber(value)) {
            buffer.path(place, place.length, TermBuffer.NUMBER);
            buffer.number(text, 0, text.length);
            terms.add(term(buffer));
        }
        switch (value) {
            case "true" -> terms.add(literal(buffer, place, TermBuffer.TRUE));
            case "false" -> terms.add(literal(buffer, place, TermBuffer.FALSE));
            case "null" -> terms.add(literal(buffer, place, TermBuffer.NULL));
            default -> {
                // no literal
            }
        }
        return terms;
    }

    /** What the terms of all values of a type at a path start with. */
    static BytesRef start(String path, byte type) {
        byte[] place = Wtf8.bytes(path);
        return literal(new TermBuffer(), place, type);
    }

    /** The beginning of the terms of strings that begin so at this path; the start must fit into a term. */
    static BytesRef prefix(String path, String start) {
        TermBuffer buffer = new TermBuffer();
        byte[] place = Wtf8.bytes(path);
        buffer.path(place, place.length, TermBuffer.STRING);
        buffer.value(start.toCharArray(), 0, start.length());
        return term(buffer);
    }

    /** The term of events that have anything at this path or below it. */
    static BytesRef present(String path) {
        byte[] place = Wtf8.bytes(path);
        return literal(new TermBuffer(), place, TermBuffer.PRESENT);
    }

    private static BytesRef literal(TermBuffer buffer, byte[] path, byte type) {
        buffer.path(path, path.length, type);
        return term(buffer);
    }

    /** Takes what is in the buffer. */
    private static BytesRef term(TermBuffer buffer) {
        BytesRef term = BytesRef.deepCopyOf(new BytesRef(buffer.bytes(), 0, buffer.length()));
        buffer.clear();
        return term;
    }
}
