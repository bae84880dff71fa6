package dev.evident.bench.search;

import dev.evident.bench.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the service returned for the first draws of each query, kept to compare. */
final class EvidentResults {
    private static final int KEPT = 10;

    private final Map<String, List<String>> results = new HashMap<>();

    static EvidentResults of(Service service, List<MeasuredQuery> queries) throws IOException, InterruptedException {
        EvidentSubject subject = new EvidentSubject(service);
        EvidentResults kept = new EvidentResults();
        for (MeasuredQuery query : queries) {
            List<String> own = new ArrayList<>();
            for (int i = 0; i < KEPT; i++) {
                own.add(subject.result(query, query.draw(i)));
            }
            kept.results.put(query.name(), own);
        }
        return kept;
    }

    /** The results to a query's first draws, in their order. */
    List<String> to(MeasuredQuery query) {
        return results.getOrDefault(query.name(), List.of());
    }
}
