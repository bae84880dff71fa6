package dev.evident.index;

import dev.evident.query.FieldFilter;
import dev.evident.query.Match;
import dev.evident.query.TextClause;
import dev.evident.query.TimeRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Filters as Lucene queries. */
final class FieldQueries {
    /** Up to so many terms or filters are followed side by side; more terms are looked up as a set. */
    private static final int FEW = 16;

    private FieldQueries() {}

    /**
     * What an event must match to hold every filter and every text clause and to have happened then.
     *
     * @param sets keep what frequent filters match
     * @throws dev.evident.event.Problem.ProblemException {@code invalid-parameter} for a text clause without a word
     */
    static Query all(List<FieldFilter> filters, List<TextClause> text, TimeRange occurred, DocSets sets) {
        List<Query> required = new ArrayList<>();
        List<Query> excluded = new ArrayList<>();
        for (FieldFilter filter : filters) {
            (filter.negated() ? excluded : required).add(any(filter));
        }
        for (TextClause clause : text) {
            (clause.negated() ? excluded : required).add(TextQueries.of(clause));
        }
        if (!occurred.equals(TimeRange.ALL)) {
            required.add(OccurrenceQueries.in(occurred));
        }
        List<Query> together =
                required.stream().filter(FrequentFilters::takes).distinct().toList();
        if (together.size() > 1 && together.size() <= FEW) {
            required.removeAll(together);
            required.add(new FrequentFilters(together, sets));
        }
        if (required.isEmpty()) {
            required.add(new MatchAllDocsQuery());
        }
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        required.forEach(query -> all.add(query, Occur.FILTER));
        excluded.forEach(query -> all.add(query, Occur.MUST_NOT));
        return all.build();
    }

    /** Any value like any of the filter's matches at any of its paths. */
    private static Query any(FieldFilter filter) {
        Set<BytesRef> terms = new LinkedHashSet<>();
        List<Query> queries = new ArrayList<>();
        for (String path : filter.paths()) {
            for (Match match : filter.matches()) {
                if (match instanceof Match.Exact exact) {
                    terms.addAll(Mapping.terms(path, exact.value()));
                } else if (match instanceof Match.Exists) {
                    terms.add(Mapping.present(path));
                } else if (match instanceof Match.Prefix prefix) {
                    queries.add(new PrefixQuery(new Term(Mapping.TERMS, Mapping.prefix(path, prefix.start()))));
                } else if (match instanceof Match.NumberRange range) {
                    queries.add(Points.query(path, range));
                } else if (match instanceof Match.TimeRange range) {
                    queries.add(Points.query(path, range));
                }
            }
        }
        if (terms.size() > FEW) {
            queries.add(new TermInSetQuery(Mapping.TERMS, terms));
        } else {
            terms.forEach(term -> queries.add(new TermQuery(new Term(Mapping.TERMS, term))));
        }
        if (queries.size() == 1) {
            return queries.get(0);
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        queries.forEach(query -> any.add(query, Occur.SHOULD));
        return any.build();
    }
}
