package dev.evident.index;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.RoaringDocIdSet;
import org.jspecify.annotations.Nullable;

/**
 * The events at given positions that still have content in the index, each found by arithmetic: a segment is an unbroken
 * part of the log with the newest event first.
 */
final class ContentAt extends Query {
    /** The highest first. */
    private final List<Long> positions;

    private ContentAt(List<Long> positions) {
        this.positions = positions;
    }

    /** A query for the events at the positions that have anything an event must have. */
    static Query of(List<Long> positions) {
        List<Long> highestFirst =
                positions.stream().sorted(Comparator.reverseOrder()).distinct().toList();
        return new BooleanQuery.Builder()
                .add(new ContentAt(highestFirst), Occur.FILTER)
                .add(new TermQuery(new Term(Mapping.TERMS, Mapping.present("event_type"))), Occur.FILTER)
                .build();
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public @Nullable Scorer scorer(LeafReaderContext segment) throws IOException {
                int size = segment.reader().maxDoc();
                NumericDocValues seqs = segment.reader().getNumericDocValues(Mapping.SEQ);
                if (seqs == null || !seqs.advanceExact(0)) {
                    return null;
                }
                long newest = seqs.longValue();
                RoaringDocIdSet.Builder docs = new RoaringDocIdSet.Builder(size);
                for (long position : positions) {
                    long doc = newest - position;
                    if (doc >= 0 && doc < size) {
                        docs.add((int) doc);
                    }
                }
                RoaringDocIdSet found = docs.build();
                return found.cardinality() == 0
                        ? null
                        : new ConstantScoreScorer(this, score(), scoreMode, found.iterator());
            }

            @Override
            public boolean isCacheable(LeafReaderContext segment) {
                return false;
            }
        };
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "ContentAt[" + positions.size() + " positions]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContentAt same && positions.equals(same.positions);
    }

    @Override
    public int hashCode() {
        return positions.hashCode();
    }
}
