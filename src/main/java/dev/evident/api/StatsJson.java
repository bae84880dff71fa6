package dev.evident.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evident.bus.StatsMessages.Bucket;
import dev.evident.bus.StatsMessages.Facet;
import dev.evident.bus.StatsMessages.Fields;
import dev.evident.bus.StatsMessages.Histogram;
import dev.evident.bus.StatsMessages.Kind;
import dev.evident.bus.StatsMessages.Path;
import dev.evident.bus.StatsMessages.Response;
import dev.evident.bus.StatsMessages.Value;
import dev.evident.event.Timestamps;
import dev.evident.event.Wtf8;
import dev.evident.query.PathSyntax;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Counts as JSON. */
final class StatsJson {
    private static final JsonFactory JSON = new JsonFactory();

    /** Numbers of up to this many digits are written without an exponent. */
    private static final int PLAIN_DIGITS = 24;

    private final JsonGenerator json;

    private StatsJson(JsonGenerator json) {
        this.json = json;
    }

    /**
     * The response as it is sent.
     *
     * @param unknown fields that the filters name and no event has; left out when there are none
     */
    static Buffer of(Response counts, List<String> unknown) {
        StringWriter text = new StringWriter(4_096);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            new StatsJson(json).write(counts, unknown);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(Wtf8.json(text.toString()));
    }

    private void write(Response counts, List<String> unknown) throws IOException {
        json.writeStartObject();
        json.writeNumberField("count", counts.count());
        if (counts.histogram().isPresent()) {
            histogram(counts.histogram().get());
        }
        if (!counts.facets().isEmpty()) {
            json.writeObjectFieldStart("facets");
            for (Facet facet : counts.facets()) {
                facet(facet);
            }
            json.writeEndObject();
        }
        if (counts.fields().isPresent()) {
            fields(counts.fields().get());
        }
        if (!unknown.isEmpty()) {
            json.writeArrayFieldStart("unknown_fields");
            for (String name : unknown) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void histogram(Histogram histogram) throws IOException {
        List<Bucket> buckets = histogram.buckets();
        json.writeObjectFieldStart("histogram");
        if (!buckets.isEmpty()) {
            time("from", buckets.get(0).from());
            time("to", buckets.get(buckets.size() - 1).to());
            json.writeStringField("step", histogram.step());
        }
        json.writeStringField("timezone", name(histogram));
        json.writeArrayFieldStart("types");
        for (String type : histogram.types()) {
            json.writeString(type);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("buckets");
        for (Bucket bucket : buckets) {
            bucket(histogram.types(), bucket);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String name(Histogram histogram) {
        String id = histogram.zone().getId();
        return id.equals("Z") ? "UTC" : id;
    }

    private void bucket(List<String> types, Bucket bucket) throws IOException {
        long other = bucket.count();
        json.writeStartObject();
        time("from", bucket.from());
        time("to", bucket.to());
        json.writeNumberField("count", bucket.count());
        json.writeObjectFieldStart("types");
        for (int i = 0; i < types.size(); i++) {
            int count = bucket.types().get(i);
            other -= count;
            if (count > 0) {
                json.writeNumberField(types.get(i), count);
            }
        }
        json.writeEndObject();
        json.writeNumberField("other", other);
        json.writeEndObject();
    }

    private void time(String name, long micros) throws IOException {
        json.writeStringField(name, Timestamps.format(micros));
    }

    private void facet(Facet facet) throws IOException {
        json.writeObjectFieldStart(facet.name());
        json.writeNumberField("distinct", facet.distinct());
        if (facet.highCardinality()) {
            json.writeBooleanField("high_cardinality", true);
        }
        json.writeArrayFieldStart("values");
        for (Value value : facet.values()) {
            json.writeStartObject();
            json.writeFieldName("value");
            value(value);
            if (value.cut()) {
                json.writeBooleanField("cut", true);
            }
            json.writeNumberField("count", value.count());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void value(Value value) throws IOException {
        switch (value.cut() ? Kind.STRING : value.kind()) {
            case STRING -> json.writeString(value.text());
            case NUMBER -> json.writeNumber(number(value.text()));
            case BOOLEAN -> json.writeBoolean(value.text().equals("true"));
            case NULL -> json.writeNull();
        }
    }

    /** Canonical digits as people write them, as long as they are few. */
    private static String number(String canonical) {
        if (canonical.indexOf('e') < 0) {
            return canonical;
        }
        try {
            BigDecimal number = new BigDecimal(canonical);
            return number.precision() + Math.abs((long) number.scale()) <= PLAIN_DIGITS
                    ? number.toPlainString()
                    : canonical;
        } catch (NumberFormatException beyondItsExponents) {
            return canonical;
        }
    }

    private void fields(Fields fields) throws IOException {
        json.writeArrayFieldStart("fields");
        for (Path path : fields.paths()) {
            json.writeStartObject();
            json.writeStringField("path", PathSyntax.written(path.path()));
            json.writeArrayFieldStart("kinds");
            for (Kind kind : Kind.values()) {
                if (path.kinds().contains(kind)) {
                    json.writeString(kind.name().toLowerCase(Locale.ROOT));
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        if (fields.more()) {
            json.writeBooleanField("more_fields", true);
        }
    }
}
