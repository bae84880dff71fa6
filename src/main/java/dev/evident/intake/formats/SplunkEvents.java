package dev.evident.intake.formats;

import dev.evident.config.Mapping;
import dev.evident.event.EventParser;
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
import dev.evident.intake.formats.JsonValues.Slice;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The HTTP Event Collector of Splunk: JSON objects one after the other, with or without anything between them, or raw lines
 * whose metadata are query parameters. A response of success means stored, so no later acknowledgement is needed.
 */
public final class SplunkEvents implements IntakeFormat {
    /** Of its mapping. */
    public static final String NAME = "splunk";

    private static final List<String> METADATA = List.of("time", "host", "source", "sourcetype", "index");
    private static final int NO_DATA = 5;
    private static final int INVALID_FORMAT = 6;
    private static final int SERVER_ERROR = 8;
    private static final int SERVER_BUSY = 9;

    private final String path;
    private final boolean raw;
    private final MappedEvents events;
    private final int maxEventBytes;
    private final long maxBytes;

    /**
     * At one path.
     *
     * @param raw whether each line is an event
     */
    public SplunkEvents(String path, boolean raw, Mapping mapping, EventParser parser, long maxBytes) {
        this.path = path;
        this.raw = raw;
        this.events = new MappedEvents(mapping, parser);
        this.maxEventBytes = parser.maxEventBytes();
        this.maxBytes = maxBytes;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public IntakeExchange open(IntakeRequest request) {
        return new Exchange(request);
    }

    private final class Exchange extends MappedExchange {
        private final IntakeRequest request;

        Exchange(IntakeRequest request) {
            super(maxBytes, false);
            this.request = request;
        }

        @Override
        public Items parse(byte[] body) {
            Items.Batch batch = batch();
            if (raw) {
                lines(body, batch);
            } else {
                int at = 0;
                for (Slice object : JsonValues.sequence(body, 0, body.length)) {
                    batch.add(events.item(at++, request, body, object));
                }
            }
            return batch.end();
        }

        private void lines(byte[] body, Items.Batch batch) {
            Map<String, String> metadata = new LinkedHashMap<>();
            for (String name : METADATA) {
                List<String> values = request.query().apply(name);
                if (!values.isEmpty()) {
                    metadata.put(name, values.get(0));
                }
            }
            int at = 0;
            for (int from = 0; from < body.length; ) {
                int to = from;
                while (to < body.length && body[to] != '\n') {
                    to++;
                }
                if (to - from > maxEventBytes) {
                    batch.reject(new Rejected(at++, events.tooLarge(), body, from, to));
                    from = to + 1;
                    continue;
                }
                byte[] line = Arrays.copyOfRange(body, from, to);
                from = to + 1;
                String text = Wtf8.text(line);
                if (text == null) {
                    Problem problem = Problem.of(Kind.INVALID_EVENT, "The line is no UTF-8.");
                    batch.reject(new Rejected(at++, problem, line, 0, line.length));
                } else if (!text.isBlank()) {
                    Map<String, String> event = new LinkedHashMap<>(metadata);
                    event.put("event", text.stripTrailing());
                    byte[] json = Wtf8.json("{" + MappedEvents.members(event) + "}");
                    batch.add(events.item(at++, request, json, new Slice(0, json.length)));
                }
            }
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            return Receipts.json(200, MultiMap.caseInsensitiveMultiMap(), text("Success", 0));
        }

        @Override
        public IntakeResponse refusal(Problem problem) {
            int status = problem.kind().status();
            int code = problem.kind() == Kind.INVALID_BATCH
                    ? NO_DATA
                    : status == 503 || status == 507 ? SERVER_BUSY : status >= 500 ? SERVER_ERROR : INVALID_FORMAT;
            return Receipts.json(status, MultiMap.caseInsensitiveMultiMap(), text(problem.detail(), code));
        }
    }

    private static Buffer text(String text, int code) {
        return new JsonObject().put("text", text).put("code", code).toBuffer();
    }
}
