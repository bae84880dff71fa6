package dev.evident.intake.formats;

import dev.evident.config.Mapping;
import dev.evident.event.EventParser;
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
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
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
        LOGS("/v1/logs", "otlp_logs", "rejectedLogRecords"),
        TRACES("/v1/traces", "otlp_spans", "rejectedSpans");

        private final String path;
        private final String mapping;
        private final String counter;

        Signal(String path, String mapping, String counter) {
            this.path = path;
            this.mapping = mapping;
            this.counter = counter;
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
    private final long maxBytes;

    /** Of one signal. */
    public Otlp(Signal signal, Mapping mapping, EventParser parser, long maxBytes) {
        this.signal = signal;
        this.events = new MappedEvents(mapping, parser);
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
            List<Map<String, Object>> records = records(body);
            Items.Batch batch = new Items.Batch("index");
            for (int i = 0; i < records.size(); i++) {
                byte[] json = Wtf8.json(new JsonObject(records.get(i)).encode());
                batch.add(events.item(i, request, json, new Slice(0, json.length)));
            }
            return records.isEmpty() ? new Items("index", List.of()) : batch.end();
        }

        private List<Map<String, Object>> records(byte[] body) {
            if (signal == Signal.LOGS) {
                ExportLogsServiceRequest.Builder logs = ExportLogsServiceRequest.newBuilder();
                encoding.read(body, logs);
                return OtlpRecords.logs(logs.build());
            }
            ExportTraceServiceRequest.Builder traces = ExportTraceServiceRequest.newBuilder();
            encoding.read(body, traces);
            return OtlpRecords.spans(traces.build());
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
