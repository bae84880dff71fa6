package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Names the events of a batch of lines by their lines: the store, which counts events, knows nothing of empty ones. */
final class BatchLines {
    private BatchLines() {}

    /**
     * The failure as it is told to who sent the lines; any other than a conflict stays as it is.
     *
     * @param lines of the events that were sent, from 1
     */
    static Throwable name(Throwable failure, List<Integer> lines) {
        if (failure instanceof ProblemException refused
                && refused.problem().kind() == Kind.DEDUP_CONFLICT
                && refused.problem().members().get("errors") instanceof List<?> errors) {
            return named(refused.problem(), errors, lines).exception();
        }
        return failure;
    }

    private static Problem named(Problem problem, List<?> errors, List<Integer> lines) {
        List<Map<String, Object>> named = new ArrayList<>();
        for (Object conflict : errors) {
            Map<?, ?> known = (Map<?, ?>) conflict;
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("line", lines.get((Integer) Objects.requireNonNull(known.get("index"))));
            known.forEach((name, value) -> {
                if (!"index".equals(name)) {
                    error.put(String.valueOf(name), value);
                }
            });
            named.add(error);
        }
        return problem.with("errors", named);
    }
}
