package dev.evident.intake.formats;

import dev.evident.config.Mapping;
import dev.evident.event.EventParser;
import dev.evident.event.Item;
import dev.evident.event.Item.Accepted;
import dev.evident.event.Item.Rejected;
import dev.evident.event.Items;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.intake.IntakeExchange;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
import dev.evident.intake.formats.JsonValues.Found;
import dev.evident.intake.formats.JsonValues.Slice;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 over HTTP: binary, structured and batched, told apart by Content-Type and {@code ce-specversion} (HTTP
 * protocol binding §3). The event in its JSON form becomes {@code variant_data}.
 */
public final class CloudEvents implements IntakeFormat {
    /** Of its mapping. */
    public static final String NAME = "cloudevents";

    private static final String BATCH = "application/cloudevents-batch";
    private static final String STRUCTURED = "application/cloudevents";
    private static final String JSON = "+json";
    private static final JsonValues REQUIRED = new JsonValues(List.of("/specversion", "/id", "/source", "/type"));

    private final String path;
    private final MappedEvents events;
    private final long maxEventBytes;
    private final long maxBatchBytes;

    /** At one path. */
    public CloudEvents(String path, Mapping mapping, EventParser parser, long maxEventBytes, long maxBatchBytes) {
        this.path = path;
        this.events = new MappedEvents(mapping, parser);
        this.maxEventBytes = maxEventBytes;
        this.maxBatchBytes = maxBatchBytes;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable IntakeExchange open(IntakeRequest request) {
        String header = request.headers().get(HttpHeaders.CONTENT_TYPE);
        String type = header == null ? "" : header.toLowerCase(Locale.ROOT);
        if (type.startsWith(STRUCTURED)) {
            boolean batch = type.startsWith(BATCH);
            String form = type.substring(batch ? BATCH.length() : STRUCTURED.length());
            if (!form.isEmpty() && !form.startsWith(JSON) && !form.startsWith(";")) {
                throw Problem.of(
                                Kind.UNSUPPORTED_MEDIA_TYPE,
                                "Send CloudEvents as " + STRUCTURED + JSON + ", as " + BATCH + JSON
                                        + ", or in binary mode.")
                        .exception();
            }
            return batch ? new Batch(request) : new Single(request, false);
        }
        return request.headers().contains("ce-specversion") ? new Single(request, true) : null;
    }

    /** The event of a CloudEvent in its JSON form. */
    private Item item(int at, IntakeRequest request, byte[] json, Slice object) {
        if (object.to() - object.from() > maxEventBytes) {
            return new Rejected(at, events.tooLarge(), json, object.from(), object.to());
        }
        try {
            Found found = REQUIRED.read(json, object);
            for (String name : List.of("specversion", "id", "source", "type")) {
                if (found.get("/" + name) == null) {
                    throw refused(name, "A CloudEvent has the attribute " + name + ", which is not empty.");
                }
            }
            if (!"1.0".equals(found.get("/specversion"))) {
                throw refused("specversion", "The specversion must be 1.0.");
            }
        } catch (ProblemException refused) {
            return new Rejected(at, refused.problem(), json, object.from(), object.to());
        }
        return events.item(at, request, json, object);
    }

    private static ProblemException refused(String field, String detail) {
        return Problem.of(Kind.INVALID_EVENT, detail).with("field", field).exception();
    }

    private final class Single extends MappedExchange {
        private final IntakeRequest request;
        private final @Nullable BinaryCloudEvent binary;

        Single(IntakeRequest request, boolean binary) {
            super(maxEventBytes, true);
            this.request = request;
            this.binary = binary ? BinaryCloudEvent.of(request.headers()) : null;
        }

        @Override
        public boolean keepsRefused() {
            return false; // its sender is told
        }

        @Override
        public Items parse(byte[] body) {
            byte[] json = binary == null ? body : binary.json(body);
            List<Slice> one = JsonValues.sequence(json, 0, json.length);
            if (one.size() != 1) {
                throw Problem.of(Kind.MALFORMED_JSON, "The body must be one JSON object.")
                        .exception();
            }
            Item item = item(0, request, json, one.get(0));
            if (item instanceof Rejected bad) {
                throw bad.problem().exception();
            }
            return Items.of(((Accepted) item).event());
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            return Receipts.one(request, result);
        }
    }

    private final class Batch extends MappedExchange {
        private final IntakeRequest request;

        Batch(IntakeRequest request) {
            super(maxBatchBytes, true);
            this.request = request;
        }

        @Override
        public Items parse(byte[] body) {
            Items.Batch batch = batch();
            List<Slice> objects = JsonValues.elements(body, null);
            for (int i = 0; i < objects.size(); i++) {
                batch.add(item(i, request, body, objects.get(i)));
            }
            return objects.isEmpty() ? new Items("index", List.of()) : batch.end();
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            return Receipts.batch(result);
        }
    }
}
