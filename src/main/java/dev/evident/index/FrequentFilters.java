package dev.evident.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * All of several filters. Where one of them is rare, Lucene looks which of its few documents match the others. Where all
 * are frequent and seldom or never meet, it would step through their lists of documents, millions of steps: there the
 * {@link DocSets} of what each matches are laid on top of each other.
 */
final class FrequentFilters extends Query {
    /** A filter is frequent when it matches one document of so many: as often as there are words in its set. */
    private static final int SELDOM = Long.SIZE;

    private final List<Query> filters;
    private final DocSets sets;

    FrequentFilters(List<Query> filters, DocSets sets) {
        this.filters = List.copyOf(filters);
        this.sets = sets;
    }

    /** Whether what the query matches is quickly found out, one document after the other: a term, or any of some. */
    static boolean takes(Query query) {
        return query instanceof TermQuery || (query instanceof BooleanQuery any && isAnyOfTerms(any));
    }

    private static boolean isAnyOfTerms(BooleanQuery query) {
        return query.clauses().stream()
                .allMatch(clause -> clause.getOccur() == Occur.SHOULD && clause.getQuery() instanceof TermQuery);
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) throws IOException {
        BooleanQuery.Builder conjunction = new BooleanQuery.Builder();
        filters.forEach(filter -> conjunction.add(filter, Occur.FILTER));
        Weight together = searcher.createWeight(searcher.rewrite(conjunction.build()), scoreMode, boost);
        if (!sets.fit(filters.size(), searcher.getIndexReader().maxDoc())) {
            return together;
        }
        List<Weight> each = new ArrayList<>();
        for (Query filter : filters) {
            each.add(searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, boost));
        }
        return new ConstantScoreWeight(this, boost) {
            @Override
            public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext segment) throws IOException {
                ScorerSupplier stepping = together.scorerSupplier(segment);
                int few = segment.reader().maxDoc() / SELDOM;
                if (stepping == null || stepping.cost() < few) {
                    return stepping;
                }
                Optional<List<DocSet>> known = sets.of(segment.reader(), filters);
                if (known.isEmpty()) {
                    return stepping;
                }
                List<CommonDocs.Part> parts = new ArrayList<>();
                for (int i = 0; i < each.size(); i++) {
                    parts.add(
                            new CommonDocs.Part(known.get().get(i), each.get(i).scorerSupplier(segment)));
                }
                CommonDocs common = new CommonDocs(parts, segment.reader().maxDoc(), stepping.cost());
                return new Either(stepping, new ConstantScoreScorer(this, score(), scoreMode, common), few);
            }

            @Override
            public @Nullable Scorer scorer(LeafReaderContext segment) throws IOException {
                ScorerSupplier supplier = scorerSupplier(segment);
                return supplier == null ? null : supplier.get(Long.MAX_VALUE);
            }

            @Override
            public boolean isCacheable(LeafReaderContext segment) {
                return false;
            }
        };
    }

    @Override
    public String toString(String field) {
        return filters.stream().map(filter -> filter.toString(field)).collect(Collectors.joining(" and ", "(", ")"));
    }

    @Override
    public void visit(QueryVisitor visitor) {
        QueryVisitor inner = visitor.getSubVisitor(Occur.FILTER, this);
        filters.forEach(filter -> filter.visit(inner));
    }

    @Override
    public boolean equals(Object other) {
        return sameClassAs(other) && filters.equals(((FrequentFilters) other).filters);
    }

    @Override
    public int hashCode() {
        return 31 * classHash() + filters.hashCode();
    }

    /** Both ways. A rarer condition beside these asks for a few documents only, and then Lucene's is the shorter one. */
    private static final class Either extends ScorerSupplier {
        private final ScorerSupplier stepping;
        private final Scorer common;
        private final int few;

        Either(ScorerSupplier stepping, Scorer common, int few) {
            this.stepping = stepping;
            this.common = common;
            this.few = few;
        }

        @Override
        public Scorer get(long leadCost) throws IOException {
            return leadCost < few ? stepping.get(leadCost) : common;
        }

        @Override
        public long cost() {
            return stepping.cost();
        }
    }
}
