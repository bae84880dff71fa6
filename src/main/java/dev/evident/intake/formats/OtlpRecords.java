package dev.evident.intake.formats;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records of OpenTelemetry as plain maps: attributes as members, ids in hexadecimal, times in nanoseconds since the epoch,
 * and what is not set left out.
 */
final class OtlpRecords {
    private OtlpRecords() {}

    static Map<String, Object> log(LogRecord log) {
        Map<String, Object> record = new LinkedHashMap<>();
        text(record, "event_name", log.getEventName());
        time(record, "time", log.getTimeUnixNano());
        time(record, "observed_time", log.getObservedTimeUnixNano());
        text(record, "severity", log.getSeverityText());
        if (log.getSeverityNumberValue() != 0) {
            record.put("severity_number", log.getSeverityNumberValue());
        }
        if (log.hasBody()) {
            record.put("body", value(log.getBody()));
        }
        id(record, "trace_id", log.getTraceId());
        id(record, "span_id", log.getSpanId());
        attributes(record, log.getAttributesList());
        return record;
    }

    static Map<String, Object> span(Span span) {
        Map<String, Object> record = new LinkedHashMap<>();
        text(record, "name", span.getName());
        if (span.getKindValue() > 0) {
            record.put("kind", span.getKindValue());
        }
        id(record, "trace_id", span.getTraceId());
        id(record, "span_id", span.getSpanId());
        id(record, "parent_span_id", span.getParentSpanId());
        time(record, "start_time", span.getStartTimeUnixNano());
        time(record, "end_time", span.getEndTimeUnixNano());
        if (span.getStatus().getCodeValue() != 0) {
            record.put("status", span.getStatus().getCodeValue() == 2 ? "error" : "ok");
        }
        text(record, "status_message", span.getStatus().getMessage());
        attributes(record, span.getAttributesList());
        List<Object> events = new ArrayList<>();
        for (Span.Event event : span.getEventsList()) {
            Map<String, Object> happened = new LinkedHashMap<>();
            text(happened, "name", event.getName());
            time(happened, "time", event.getTimeUnixNano());
            attributes(happened, event.getAttributesList());
            events.add(happened);
        }
        if (!events.isEmpty()) {
            record.put("events", events);
        }
        return record;
    }

    /** Where a record comes from. */
    static void origin(Map<String, Object> record, Resource resource, InstrumentationScope scope) {
        if (resource.getAttributesCount() > 0) {
            record.put("resource", members(resource.getAttributesList()));
        }
        text(record, "scope", scope.getName());
    }

    private static void text(Map<String, Object> record, String name, String text) {
        if (!text.isEmpty()) {
            record.put(name, text);
        }
    }

    /** An unsigned number of 64 bits. */
    private static void time(Map<String, Object> record, String name, long nanos) {
        if (nanos != 0) {
            record.put(name, Long.toUnsignedString(nanos));
        }
    }

    private static void id(Map<String, Object> record, String name, ByteString id) {
        if (!id.isEmpty()) {
            record.put(name, HexFormat.of().formatHex(id.toByteArray()));
        }
    }

    private static void attributes(Map<String, Object> record, List<KeyValue> attributes) {
        if (!attributes.isEmpty()) {
            record.put("attributes", members(attributes));
        }
    }

    /** Of attributes of one key, which are not allowed, the last one counts. */
    private static Map<String, @Nullable Object> members(List<KeyValue> attributes) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        attributes.forEach(attribute -> members.put(attribute.getKey(), value(attribute.getValue())));
        return members;
    }

    private static @Nullable Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE ->
                Double.isFinite(value.getDoubleValue())
                        ? (Object) value.getDoubleValue()
                        : Double.toString(value.getDoubleValue());
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(OtlpRecords::value)
                        .toList();
            case KVLIST_VALUE -> members(value.getKvlistValue().getValuesList());
            case BYTES_VALUE ->
                Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
            default -> null;
        };
    }
}
