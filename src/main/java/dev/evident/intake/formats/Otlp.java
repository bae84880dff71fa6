package dev.evident.intake.formats;

import com.google.protobuf.Message;
import dev.evident.config.Mapping;
import dev.evident.event.EventParser;
import dev.evident.event.Item;
import dev.evident.event.Item.Rejected;
import dev.evident.event.Items;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Wtf8;
import dev.evident.intake.IntakeExchange;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
import dev.evident.intake.IntakeResult.ItemResult;
import dev.evident.intake.formats.JsonValues.Slice;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * OpenTelemetry over HTTP: a log record or a span is an event. Records that are refused are a partial success, which
 * exporters do not repeat; what may pass is 503, which they do.
 */
public final class Otlp implements IntakeFormat {
    /** What is exported. */
    public enum Signal {
        LOGS(
                "/v1/logs",
                "otlp_logs",
                "rejectedLogRecords",
                new OtlpField(1, List.of("resourceLogs", "resource_logs")),
                new OtlpField(2, List.of("scopeLogs", "scope_logs")),
                new OtlpField(2, List.of("logRecords", "log_records"))),
        TRACES(
                "/v1/traces",
                "otlp_spans",
                "rejectedSpans",
                new OtlpField(1, List.of("resourceSpans", "resource_spans")),
                new OtlpField(2, List.of("scopeSpans", "scope_spans")),
                new OtlpField(2, List.of("spans")));

        private final String path;
        private final String mapping;
        private final String counter;
        private final OtlpField resources;
        private final OtlpField scopes;
        private final OtlpField records;

        Signal(String path, String mapping, String counter, OtlpField resources, OtlpField scopes, OtlpField records) {
            this.path = path;
            this.mapping = mapping;
            this.counter = counter;
            this.resources = resources;
            this.scopes = scopes;
            this.records = records;
        }

        /** The name of its mapping. */
        public String mapping() {
            return mapping;
        }
    }

    private static final int INVALID_ARGUMENT = 3;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNAVAILABLE = 14;

    private final Signal signal;
    private final MappedEvents events;
    private final long maxEventBytes;
    private final long maxBytes;

    /** Of one signal. */
    public Otlp(Signal signal, Mapping mapping, EventParser parser, long maxEventBytes, long maxBytes) {
        this.signal = signal;
        this.events = new MappedEvents(mapping, parser);
        this.maxEventBytes = maxEventBytes;
        this.maxBytes = maxBytes;
    }

    @Override
    public String path() {
        return signal.path;
    }

    @Override
    public IntakeExchange open(IntakeRequest request) {
        return new Exchange(request, OtlpEncoding.of(request.headers().get(HttpHeaders.CONTENT_TYPE)));
    }

    private final class Exchange extends MappedExchange {
        private final IntakeRequest request;
        private final OtlpEncoding encoding;

        Exchange(IntakeRequest request, OtlpEncoding encoding) {
            super(maxBytes, true);
            this.request = request;
            this.encoding = encoding;
        }

        @Override
        public Items parse(byte[] body) {
            encoding.requireWhole(body);
            Items.Batch batch = batch();
            for (Slice resource : encoding.parts(body, new Slice(0, body.length), signal.resources)) {
                Resource.Builder from = Resource.newBuilder();
                read(body, encoding.parts(body, resource, OtlpField.RESOURCE), from);
                for (Slice scope : encoding.parts(body, resource, signal.scopes)) {
                    InstrumentationScope.Builder by = InstrumentationScope.newBuilder();
                    read(body, encoding.parts(body, scope, OtlpField.SCOPE), by);
                    for (Slice record : encoding.parts(body, scope, signal.records)) {
                        batch.add(item(batch.size(), body, record, from.build(), by.build()));
                    }
                }
            }
            return batch.size() == 0 ? new Items("index", List.of()) : batch.end();
        }

        private Item item(int at, byte[] body, Slice slice, Resource resource, InstrumentationScope scope) {
            if (slice.to() - slice.from() > maxEventBytes) {
                return new Rejected(at, events.tooLarge(), body, slice.from(), slice.to());
            }
            Map<String, Object> record;
            if (signal == Signal.LOGS) {
                LogRecord.Builder log = LogRecord.newBuilder();
                encoding.read(body, slice, log);
                record = OtlpRecords.log(log.build());
            } else {
                Span.Builder span = Span.newBuilder();
                encoding.read(body, slice, span);
                record = OtlpRecords.span(span.build());
            }
            OtlpRecords.origin(record, resource, scope);
            byte[] json = Wtf8.json(new JsonObject(record).encode());
            return events.item(at, request, json, new Slice(0, json.length));
        }

        /** What all records of a resource or a scope share, in one part or in several, may be as large as an event. */
        private void read(byte[] body, List<Slice> parts, Message.Builder builder) {
            long bytes = 0;
            for (Slice part : parts) {
                bytes += part.to() - part.from();
                if (bytes > maxEventBytes) {
                    throw Problem.of(Kind.TOO_LARGE, "A resource or a scope has more than " + maxEventBytes + " bytes.")
                            .with("limit_bytes", maxEventBytes)
                            .exception();
                }
                encoding.read(body, part, builder);
            }
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            List<ItemResult> refused = result.refused();
            String first =
                    refused.isEmpty() ? "" : refused.get(0).requireProblem().detail();
            return new IntakeResponse(200, type(), encoding.partialSuccess(signal.counter, refused.size(), first));
        }

        @Override
        public IntakeResponse refusal(Problem problem) {
            int status = problem.kind().status();
            int code = status == 503
                    ? UNAVAILABLE
                    : problem.kind() == Kind.TOO_LARGE ? RESOURCE_EXHAUSTED : INVALID_ARGUMENT;
            return new IntakeResponse(status, type(), encoding.status(code, problem.detail()));
        }

        private MultiMap type() {
            return MultiMap.caseInsensitiveMultiMap().add(HttpHeaders.CONTENT_TYPE, encoding.type());
        }
    }
}
