package dev.evident.api;

import dev.evident.event.EventParser;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names the events of a batch of lines by their lines: the store, which counts events, knows nothing of empty ones. */
final class BatchLines {
    private BatchLines() {}

    /**
     * The failure as it is told to who sent the lines; any other than a conflict stays as it is.
     *
     * @param ndjson what was sent and accepted by the parser
     */
    static Throwable name(Throwable failure, byte[] ndjson) {
        if (failure instanceof ProblemException refused
                && refused.problem().kind() == Kind.DEDUP_CONFLICT
                && refused.problem().members().get("errors") instanceof List<?> errors) {
            return named(refused.problem(), errors, ndjson).exception();
        }
        return failure;
    }

    private static Problem named(Problem problem, List<?> errors, byte[] ndjson) {
        List<Integer> lines = EventParser.lines(
                ndjson,
                errors.stream()
                        .map(error -> (Integer) ((Map<?, ?>) error).get("index"))
                        .toList());
        List<Map<String, Object>> named = new ArrayList<>();
        for (int i = 0; i < errors.size(); i++) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("line", lines.get(i));
            ((Map<?, ?>) errors.get(i)).forEach((name, value) -> {
                if (!"index".equals(name)) {
                    error.put(String.valueOf(name), value);
                }
            });
            named.add(error);
        }
        return problem.with("errors", named);
    }
}
