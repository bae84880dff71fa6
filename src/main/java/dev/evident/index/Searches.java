package dev.evident.index;

import dev.evident.bus.IndexMessages.Hits;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StatsMessages;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Answers searches and counts, each in a {@link Lane} of their own: counting takes as long as there are events and must
 * not hold up those who look for one. Confined to the event loop of its verticle.
 */
final class Searches {
    /** Searches that wait or are being answered; more are refused. */
    static final int MAX_SEARCHES = 1_000;

    /** Counts likewise; with so many ahead of it, the next could hardly be answered before its time is up. */
    static final int MAX_COUNTS = 50;

    private final Lane searches;
    private final Lane counts;
    private final Duration timeout;
    private final DocSets sets = new DocSets();
    private Statistics statistics = new Statistics(sets);

    /**
     * Both kinds of questions.
     *
     * @param timeout how long one may take, its wait included
     */
    Searches(Lane searches, Lane counts, Duration timeout) {
        this.searches = searches;
        this.counts = counts;
        this.timeout = timeout;
    }

    /**
     * Answers, or fails with the problems {@code index-behind}, {@code overloaded}, {@code query-timeout} or {@code
     * invalid-parameter}.
     */
    Future<Hits> answer(Search question) {
        Plan plan = Plan.of(question, sets);
        Deadline deadline = new Deadline(timeout, question.cancellation());
        return searches.answer((index, target) -> index.search(plan, deadline, target));
    }

    /** Answers with counts, or fails as a search does. */
    Future<StatsMessages.Response> answer(StatsMessages.Request question) {
        Deadline deadline = new Deadline(timeout, question.cancellation());
        Statistics current = statistics;
        return counts.answer((index, target) ->
                index.look(target, snapshot -> deadline.in(() -> current.answer(snapshot, question, deadline))));
    }

    /** Forgets what was kept of events from question to question. */
    void forget() {
        sets.clear();
        statistics = new Statistics(sets);
    }

    /** Lets those go on whose events can be seen; fails all when the index was lost. */
    void advanced() {
        searches.advanced();
        counts.advanced();
    }
}
