package dev.evident.index;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.query.TextClause;
import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Text clauses as Lucene queries, whether negated or not. */
final class TextQueries {
    private TextQueries() {}

    /** The clause's words must follow each other, whether they were written as a phrase or as {@code 10.0.0.7}. */
    static Query of(TextClause clause) {
        List<BytesRef> words = Words.of(clause.text());
        if (words.isEmpty()) {
            throw Problem.of(
                            Kind.INVALID_PARAMETER,
                            "\"" + clause.text() + "\" in q has no letter or digit to look for.")
                    .with("field", "q")
                    .exception();
        }
        if (words.size() == 1) {
            return new TermQuery(new Term(Mapping.TEXT, words.get(0)));
        }
        return new PhraseQuery(Mapping.TEXT, words.toArray(BytesRef[]::new));
    }
}
