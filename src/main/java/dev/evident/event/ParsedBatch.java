package dev.evident.event;

import dev.evident.event.Problem.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the events of one batch were found to be: those that are good, and what is wrong with the others.
 *
 * @param place the name of the member that says where an event stands: {@code line}, from 1, or {@code index}, from 0
 * @param events the good ones, in order
 * @param places where each of them stands
 * @param refused the others, in order, up to {@value #MAX_REFUSED}
 */
public record ParsedBatch(String place, List<NewEvent> events, List<Integer> places, List<Refused> refused) {
    /** Bad events in one batch: with more of them it is not read to its end. */
    public static final int MAX_REFUSED = 1_000;

    /** How many of them the problem of the whole batch names. */
    private static final int MAX_NAMED = 100;

    /**
     * An event that is not acceptable.
     *
     * @param at where it stands
     * @param from where its bytes begin in the body
     * @param to where they end
     */
    public record Refused(int at, Problem problem, int from, int to) {}

    ParsedBatch(String place) {
        this(place, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    void add(int at, NewEvent event) {
        events.add(event);
        places.add(at);
    }

    /** Takes a bad event; or throws the problem of the whole batch when there are too many of them. */
    void refuse(int at, Problem problem, int from, int to) {
        refused.add(new Refused(at, problem, from, to));
        if (refused.size() >= MAX_REFUSED) {
            throw problem(MAX_REFUSED + " events are not acceptable, the first at " + place + " " + refused.get(0).at
                            + "; the rest was not read; nothing was stored.")
                    .exception();
        }
    }

    /** Refuses a batch without any event, good or bad. */
    ParsedBatch requireEvents() {
        if (events.isEmpty() && refused.isEmpty()) {
            throw Problem.of(Kind.INVALID_BATCH, "The batch has no events.").exception();
        }
        return this;
    }

    /** The events, when all are good; else throws the problem that names the first {@value #MAX_NAMED} of the others. */
    public List<NewEvent> allGood() {
        int count = refused.size();
        if (count > 0) {
            throw problem(count + (count == 1 ? " event is" : " events are") + " not acceptable, the first at " + place
                            + " " + refused.get(0).at + "; nothing was stored.")
                    .exception();
        }
        return events;
    }

    private Problem problem(String detail) {
        boolean forbidden = refused.stream().anyMatch(bad -> bad.problem.kind() == Kind.FORBIDDEN);
        List<Map<String, Object>> errors = new ArrayList<>();
        for (Refused bad : refused.subList(0, Math.min(refused.size(), MAX_NAMED))) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put(place, bad.at);
            error.put("detail", bad.problem.detail());
            error.putAll(bad.problem.members());
            errors.add(error);
        }
        return Problem.of(forbidden ? Kind.FORBIDDEN : Kind.INVALID_BATCH, detail)
                .with("invalid", refused.size())
                .with("errors", errors);
    }
}
