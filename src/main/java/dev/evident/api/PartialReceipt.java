package dev.evident.api;

import dev.evident.event.ParsedBatch.Refused;
import dev.evident.event.Problem;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The response to a batch of which each event stands for itself: what was stored, and what is wrong with the others. */
final class PartialReceipt {
    /** How many of the events that were refused are named, the first ones. */
    private static final int MAX_NAMED = 1_000;

    private final Quarantine.Batch batch;
    private final List<Integer> conflicts = new ArrayList<>();
    private int accepted;
    private int duplicates;
    private long first = Long.MAX_VALUE;
    private long last = -1;

    /** @param places of {@link Quarantine.Batch#all} */
    PartialReceipt(Quarantine.Batch batch, List<Placed> places) {
        this.batch = batch;
        for (int i = 0; i < batch.good().size(); i++) {
            Outcome outcome = places.get(i).outcome();
            accepted += outcome == Outcome.STORED ? 1 : 0;
            duplicates += outcome == Outcome.DUPLICATE ? 1 : 0;
            if (outcome == Outcome.CONFLICT) {
                conflicts.add(i);
            }
        }
        Outcome counted = accepted > 0 ? Outcome.STORED : Outcome.DUPLICATE;
        for (Placed place : places.subList(0, batch.good().size())) {
            if (place.outcome() == counted) {
                first = Math.min(first, place.seq());
                last = Math.max(last, place.seq());
            }
        }
    }

    /** The good events that were not stored since their keys belong to other content. */
    List<Integer> conflicts() {
        return conflicts;
    }

    int accepted() {
        return accepted;
    }

    /** Whether anything was refused. */
    boolean isPartial() {
        return batch.whole() != null || !batch.refused().isEmpty() || !conflicts.isEmpty();
    }

    Buffer json() {
        JsonObject json = new JsonObject().put("accepted", accepted).put("duplicates", duplicates);
        if (last >= 0) {
            json.put("first_seq", first).put("last_seq", last);
        }
        if (isPartial()) {
            JsonArray rejected = new JsonArray();
            Problem whole = batch.whole();
            if (whole != null) {
                rejected.add(new JsonObject().put("problem", Problems.members(whole)));
            }
            for (Refused bad : batch.refused()) {
                name(rejected, bad.at(), bad.problem());
            }
            for (int conflict : conflicts) {
                name(rejected, batch.places().get(conflict), Quarantine.conflict());
            }
            json.put("rejected_count", batch.refused().size() + conflicts.size() + (whole == null ? 0 : 1))
                    .put("quarantined", batch.keeping())
                    .put("rejected", rejected);
        }
        return Problems.buffer(json);
    }

    private void name(JsonArray rejected, int at, Problem problem) {
        if (rejected.size() < MAX_NAMED) {
            rejected.add(new JsonObject().put(batch.place(), at).put("problem", Problems.members(problem)));
        }
    }
}
