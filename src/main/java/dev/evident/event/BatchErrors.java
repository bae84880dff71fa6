package dev.evident.event;

import dev.evident.event.Problem.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with the events of one batch and names the first {@value #MOST} of them. */
final class BatchErrors {
    private static final int MOST = 100;

    private final String place;
    private final List<Map<String, Object>> errors = new ArrayList<>();
    private int count;
    private boolean forbidden;

    /** {@code place} is the name of the member that says where: {@code line} or {@code index}. */
    BatchErrors(String place) {
        this.place = place;
    }

    void add(int at, Problem problem) {
        count++;
        forbidden |= problem.kind() == Kind.FORBIDDEN;
        if (errors.size() < MOST) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put(place, at);
            error.put("detail", problem.detail());
            error.putAll(problem.members());
            errors.add(error);
        }
    }

    /** The events, when nothing was wrong and there is at least one. */
    List<EventBody> orElse(List<EventBody> events) {
        if (count > 0) {
            String detail = count + (count == 1 ? " event is" : " events are") + " not acceptable, the first at "
                    + place + " " + errors.get(0).get(place) + "; nothing was stored.";
            throw Problem.of(forbidden ? Kind.FORBIDDEN : Kind.INVALID_BATCH, detail)
                    .with("invalid", count)
                    .with("errors", errors)
                    .exception();
        }
        if (events.isEmpty()) {
            throw Problem.of(Kind.INVALID_BATCH, "The batch has no events.").exception();
        }
        return events;
    }
}
