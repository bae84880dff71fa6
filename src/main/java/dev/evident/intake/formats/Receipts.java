package dev.evident.intake.formats;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Timestamps;
import dev.evident.http.MediaTypes;
import dev.evident.http.ProblemJson;
import dev.evident.http.Reference;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
import dev.evident.intake.IntakeResult.ItemResult;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/** Responses of our own forms. */
public final class Receipts {
    /** How many of the events that were refused are named, the first ones. */
    private static final int MAX_NAMED = 1_000;

    private Receipts() {}

    /** The acknowledgement of one event: it is committed and fsynced. */
    public static Buffer json(Placed placed) {
        return Buffer.buffer("{\"id\":\"" + placed.id() + "\",\"seq\":" + placed.seq() + ",\"timestamp\":\""
                + Timestamps.format(placed.micros()) + "\"}");
    }

    /** What became of a body that is one event. */
    static IntakeResponse one(IntakeRequest request, IntakeResult result) {
        ItemResult event = result.list().get(0);
        Placed placed = Objects.requireNonNull(event.placed(), "a single event is stored, kept or refused");
        Problem problem = event.problem();
        if (problem != null && !result.quarantined()) {
            throw Problem.of(
                            Kind.DEDUP_CONFLICT,
                            "The dedup_key is that of event " + placed.id()
                                    + ", whose content is another; nothing was stored.")
                    .with("field", "dedup_key")
                    .exception();
        }
        MultiMap location = MultiMap.caseInsensitiveMultiMap()
                .add(HttpHeaders.LOCATION, Reference.to(request.path(), "events/" + placed.id()));
        return problem == null
                ? stored(placed.outcome() == Outcome.DUPLICATE, location, json(placed))
                : json(
                        202,
                        location,
                        ProblemJson.buffer(json(placed)
                                .toJsonObject()
                                .put("quarantined", true)
                                .put("problem", ProblemJson.members(problem))));
    }

    /** What was stored by this request is new; what had been before it has the receipt of then. */
    static IntakeResponse stored(boolean replayed, MultiMap headers, Buffer body) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        if (replayed) {
            all.add(IdempotencyKey.REPLAYED, "true");
        }
        return json(replayed ? 200 : 201, all.addAll(headers), body);
    }

    static IntakeResponse json(int status, MultiMap headers, Buffer body) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap().add(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON);
        return new IntakeResponse(status, all.addAll(headers), body);
    }

    /** What became of items that stand for themselves: how many were stored, and what is wrong with the others. */
    static IntakeResponse batch(IntakeResult result) {
        int accepted = result.count(Outcome.STORED);
        JsonObject json = new JsonObject().put("accepted", accepted).put("duplicates", result.count(Outcome.DUPLICATE));
        if (result.lastSeq() >= 0) {
            json.put("first_seq", result.firstSeq()).put("last_seq", result.lastSeq());
        }
        List<ItemResult> refused = result.refused();
        if (refused.isEmpty()) {
            return stored(accepted == 0, MultiMap.caseInsensitiveMultiMap(), json.toBuffer());
        }
        JsonArray rejected = new JsonArray();
        for (ItemResult bad : refused.subList(0, Math.min(refused.size(), MAX_NAMED))) {
            JsonObject named = new JsonObject();
            if (result.place() != null) {
                named.put(result.place(), bad.item().at());
            }
            rejected.add(named.put("problem", ProblemJson.members(bad.requireProblem())));
        }
        json.put("rejected_count", refused.size())
                .put("quarantined", result.quarantined())
                .put("rejected", rejected);
        return json(207, MultiMap.caseInsensitiveMultiMap(), ProblemJson.buffer(json));
    }
}
