package dev.evident.index;

import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.query.Axis;
import dev.evident.query.Place;
import java.util.Optional;
import org.apache.lucene.search.IndexSearcher.TooManyClauses;
import org.apache.lucene.search.Query;

/**
 * A search as it will be carried out.
 *
 * @param query what an event must match
 * @param positions where it must stand
 * @param axis the time by which the answer is ordered
 * @param after by {@link Axis#OCCURRED}, where the page before ended
 * @param oldestFirst the order of the answer
 * @param limit at most so many
 */
record Plan(Query query, Positions positions, Axis axis, Optional<Place> after, boolean oldestFirst, int limit) {

    /**
     * Understands a search, or refuses it with the problem {@code invalid-parameter}.
     *
     * @param sets keep what frequent filters match
     */
    static Plan of(Search search, DocSets sets) {
        Conditions conditions = search.conditions();
        try {
            return new Plan(
                    FieldQueries.all(conditions.filters(), conditions.text(), conditions.occurred(), sets),
                    Positions.of(conditions),
                    search.axis(),
                    search.after(),
                    search.oldestFirst(),
                    search.limit());
        } catch (TooManyClauses tooMany) {
            throw Problem.of(Kind.INVALID_PARAMETER, "There are too many filters in one search.")
                    .exception();
        }
    }
}
