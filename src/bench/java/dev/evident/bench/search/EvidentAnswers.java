package dev.evident.bench.search;

import dev.evident.bench.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the service answered to the first draws of each question, kept to compare. */
final class EvidentAnswers {
    private static final int KEPT = 10;

    private final Map<String, List<String>> answers = new HashMap<>();

    static EvidentAnswers of(Service service, List<Question> questions) throws IOException, InterruptedException {
        EvidentSubject subject = new EvidentSubject(service);
        EvidentAnswers kept = new EvidentAnswers();
        for (Question question : questions) {
            List<String> own = new ArrayList<>();
            for (int i = 0; i < KEPT; i++) {
                own.add(subject.answer(question, question.draw(i)));
            }
            kept.answers.put(question.name(), own);
        }
        return kept;
    }

    /** The answers to a question's first draws, in their order. */
    List<String> to(Question question) {
        return answers.getOrDefault(question.name(), List.of());
    }
}
