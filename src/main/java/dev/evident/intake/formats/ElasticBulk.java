package dev.evident.intake.formats;

import dev.evident.config.Mapping;
import dev.evident.event.EventParser;
import dev.evident.event.Item;
import dev.evident.event.Item.Rejected;
import dev.evident.event.Items;
import dev.evident.event.Parts;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.intake.IntakeExchange;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
import dev.evident.intake.IntakeResult.ItemResult;
import dev.evident.intake.formats.JsonValues.Found;
import dev.evident.intake.formats.JsonValues.Slice;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bulk call of Elasticsearch and OpenSearch, as shippers use it: {@code create} and {@code index} store a document
 * with its {@code _index} and {@code _id}; a document sent again with its {@code _id} is stored once. A document that is
 * refused is a permanent error of its own, which shippers do not repeat; whatever may pass is the status of the whole.
 */
public final class ElasticBulk implements IntakeFormat {
    /** Of its mapping. */
    public static final String NAME = "elastic";

    private static final List<String> ACTIONS = List.of("create", "index");
    private static final JsonValues ACTION = new JsonValues(List.of(
            "/create", "/create/_index", "/create/_id", "/index", "/index/_index", "/index/_id", "/delete", "/update"));

    private final String path;
    private final MappedEvents events;
    private final long maxBytes;

    /** At one path. */
    public ElasticBulk(String path, Mapping mapping, EventParser parser, long maxBytes) {
        this.path = path;
        this.events = new MappedEvents(mapping, parser);
        this.maxBytes = maxBytes;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public List<HttpMethod> methods() {
        return List.of(HttpMethod.POST, HttpMethod.PUT);
    }

    @Override
    public IntakeExchange open(IntakeRequest request) {
        return new Exchange(request);
    }

    /** What a line of action says. */
    private record Action(String name, @Nullable String index, @Nullable String id) {}

    private final class Exchange extends MappedExchange {
        private final IntakeRequest request;
        private final long begin = System.nanoTime();
        private final List<Action> actions = new ArrayList<>();

        Exchange(IntakeRequest request) {
            super(maxBytes, true);
            this.request = request;
        }

        @Override
        public Items parse(byte[] body) {
            Items.Batch batch = batch();
            int at = 0;
            while (at < body.length) {
                Slice line = line(body, at);
                at = line.to() + 1;
                if (isBlank(body, line)) {
                    continue;
                }
                Action action = action(body, line);
                actions.add(action);
                Slice document = line(body, at);
                at = document.to() + 1;
                batch.add(item(actions.size() - 1, action, body, document));
            }
            return batch.end();
        }

        private Item item(int place, Action action, byte[] body, Slice document) {
            int from = document.from();
            int to = document.to();
            if (action.index() != null && action.index().indexOf('/') >= 0) {
                Problem problem = Problem.of(Kind.INVALID_EVENT, "The name of an index has no slash.");
                return new Rejected(place, problem, body, from, to);
            }
            if (from >= to || body[from] != '{') {
                Problem problem = Problem.of(Kind.INVALID_EVENT, "A line of action is followed by a JSON object.");
                return new Rejected(place, problem, body, from, to);
            }
            Map<String, String> members = new LinkedHashMap<>();
            if (action.index() != null) {
                members.put("_index", action.index());
            }
            if (action.id() != null) {
                members.put("_id", action.id());
            }
            byte[] json = MappedEvents.prepend(members, body, document);
            try {
                if (JsonValues.sequence(json, 0, json.length).size() != 1) {
                    throw Problem.of(Kind.MALFORMED_JSON, "The document is no JSON object.")
                            .exception();
                }
            } catch (ProblemException malformed) {
                return new Rejected(place, malformed.problem(), body, from, to);
            }
            return events.item(place, request, json, new Slice(0, json.length));
        }

        private Action action(byte[] body, Slice line) {
            if (JsonValues.sequence(body, line.from(), line.to()).size() != 1) {
                throw noAction();
            }
            Found found = ACTION.read(body, line);
            List<String> index = indexOfPath();
            for (String name : ACTIONS) {
                if (found.has("/" + name)) {
                    String named = found.get("/" + name + "/_index");
                    return new Action(
                            name,
                            named == null && !index.isEmpty() ? index.get(0) : named,
                            found.get("/" + name + "/_id"));
                }
            }
            throw noAction();
        }

        private ProblemException noAction() {
            return Problem.of(
                            Kind.MALFORMED_JSON,
                            "Line " + (2 * actions.size() + 1) + " must be an action, create or index: nothing that was"
                                    + " stored is updated or deleted.")
                    .exception();
        }

        /** {@code /elastic/INDEX/_bulk}. */
        private List<String> indexOfPath() {
            List<String> parts = Parts.of(request.path(), '/');
            return parts.size() >= 4 && parts.get(3).equals("_bulk") ? List.of(parts.get(2)) : List.of();
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            if (result.place() == null) {
                return refusal(result.list().get(0).requireProblem()); // the whole body is kept
            }
            StringBuilder items = new StringBuilder();
            boolean errors = false;
            for (ItemResult item : result.list()) {
                Action action = actions.get(item.item().at());
                errors |= item.problem() != null || isDuplicateOfCreate(action, item);
                items.append(items.isEmpty() ? "" : ",").append(entry(action, item));
            }
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            return Receipts.json(
                    200,
                    MultiMap.caseInsensitiveMultiMap().add("X-Elastic-Product", "Elasticsearch"),
                    Buffer.buffer("{\"took\":" + took + ",\"errors\":" + errors + ",\"items\":[" + items + "]}"));
        }

        @Override
        public IntakeResponse refusal(Problem problem) {
            int status = problem.kind().status();
            return Receipts.json(
                    status,
                    MultiMap.caseInsensitiveMultiMap(),
                    new JsonObject()
                            .put("error", error(problem))
                            .put("status", status)
                            .toBuffer());
        }
    }

    private static boolean isDuplicateOfCreate(Action action, ItemResult item) {
        Placed placed = item.placed();
        return action.name().equals("create") && placed != null && placed.outcome() == Outcome.DUPLICATE;
    }

    private static String entry(Action action, ItemResult item) {
        Placed placed = item.placed();
        Problem problem = item.problem();
        String id = action.id() != null
                ? action.id()
                : placed == null ? "" : placed.id().toString();
        JsonObject entry = new JsonObject();
        entry.put("_index", action.index() == null ? "" : action.index()).put("_id", id);
        if (problem == null && !isDuplicateOfCreate(action, item)) {
            entry.put("status", placed != null && placed.outcome() == Outcome.DUPLICATE ? 200 : 201);
        } else if (problem == null || problem.kind() == Kind.DEDUP_CONFLICT) {
            entry.put("status", 409)
                    .put(
                            "error",
                            new JsonObject()
                                    .put("type", "version_conflict_engine_exception")
                                    .put("reason", "The document is there."));
        } else {
            entry.put("status", 400).put("error", error(problem));
        }
        return "{\"" + action.name() + "\":" + entry.encode() + "}";
    }

    private static JsonObject error(Problem problem) {
        String type = problem.kind().status() == 503 ? "es_rejected_execution_exception" : "document_parsing_exception";
        return new JsonObject().put("type", type).put("reason", problem.detail());
    }

    private static Slice line(byte[] body, int from) {
        int to = Math.min(from, body.length);
        while (to < body.length && body[to] != '\n') {
            to++;
        }
        return new Slice(Math.min(from, body.length), to);
    }

    private static boolean isBlank(byte[] body, Slice line) {
        for (int i = line.from(); i < line.to(); i++) {
            if (body[i] > ' ' || body[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
