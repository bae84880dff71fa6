package dev.evident.index;

import dev.evident.query.FieldFilter;
import dev.evident.query.Match;
import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Field filters as Lucene queries. */
final class FieldQueries {
    /** Up to so many terms are followed side by side; more are looked up as a set. */
    private static final int FEW = 16;

    private FieldQueries() {}

    /**
     * What an event must match to hold every filter.
     *
     * @throws org.apache.lucene.search.IndexSearcher.TooManyClauses for more than about 1,000 filters
     */
    static Query all(List<FieldFilter> filters) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        boolean positive = false;
        for (FieldFilter filter : filters) {
            all.add(any(filter), filter.negated() ? Occur.MUST_NOT : Occur.FILTER);
            positive |= !filter.negated();
        }
        if (!positive) {
            all.add(new MatchAllDocsQuery(), Occur.FILTER);
        }
        return all.build();
    }

    /** Any of the filter's values at any of its paths. */
    private static Query any(FieldFilter filter) {
        List<BytesRef> terms = filter.paths().stream()
                .flatMap(path -> filter.matches().stream()
                        .flatMap(match -> Mapping.terms(path, ((Match.Exact) match).value()).stream()))
                .distinct()
                .toList();
        if (terms.size() == 1) {
            return new TermQuery(new Term(Mapping.TERMS, terms.get(0)));
        }
        if (terms.size() > FEW) {
            return new TermInSetQuery(Mapping.TERMS, terms);
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        terms.forEach(term -> any.add(new TermQuery(new Term(Mapping.TERMS, term)), Occur.SHOULD));
        return any.build();
    }
}
