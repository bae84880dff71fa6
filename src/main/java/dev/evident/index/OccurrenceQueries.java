package dev.evident.index;

import dev.evident.bus.IndexMessages.Hits;
import dev.evident.query.Place;
import dev.evident.query.SeqRange;
import dev.evident.query.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.IndexSortSortedNumericDocValuesRangeQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;

/** Searches along the time at which events happened: Lucene sorts by it, and skips by its points what cannot be on the page. */
final class OccurrenceQueries {
    private OccurrenceQueries() {}

    /** What happened then. */
    static Query in(TimeRange range) {
        Long from = range.from();
        Long to = range.to();
        return times(from == null ? Long.MIN_VALUE : from, to == null ? Long.MAX_VALUE : to - 1);
    }

    /**
     * The page of a plan, in the order of when its events happened.
     *
     * @param searcher looks at the deadline of its thread while it reads
     */
    static Hits find(IndexSearcher searcher, Plan plan) throws IOException {
        BooleanQuery.Builder all = new BooleanQuery.Builder().add(plan.query(), Occur.FILTER);
        if (!plan.positions().ranges().equals(List.of(SeqRange.ALL))) {
            all.add(positions(plan.positions().ranges()), Occur.FILTER);
        }
        plan.after().ifPresent(place -> all.add(behind(place, plan.oldestFirst()), Occur.FILTER));
        boolean descending = !plan.oldestFirst();
        Sort order = new Sort(
                new SortField(Mapping.OCCURRED, SortField.Type.LONG, descending),
                new SortField(Mapping.SEQ, SortField.Type.LONG, descending));
        ScoreDoc[] found =
                searcher.search(all.build(), new TopFieldCollectorManager(order, plan.limit() + 1, 1)).scoreDocs;
        List<Long> seqs = new ArrayList<>();
        Optional<Place> last = Optional.empty();
        for (int i = 0; i < Math.min(found.length, plan.limit()); i++) {
            Place place = place((FieldDoc) found[i]);
            seqs.add(place.seq());
            last = Optional.of(place);
        }
        return new Hits(seqs, found.length > plan.limit(), last);
    }

    private static Place place(FieldDoc found) {
        return new Place((Long) found.fields[0], (Long) found.fields[1]);
    }

    /** What comes after a place. */
    private static Query behind(Place place, boolean oldestFirst) {
        long micros = place.micros();
        Query later = oldestFirst ? times(micros + 1, Long.MAX_VALUE) : times(Long.MIN_VALUE, micros - 1);
        SeqRange rest = oldestFirst ? new SeqRange(place.seq() + 1, Long.MAX_VALUE) : new SeqRange(0, place.seq());
        Query same = new BooleanQuery.Builder()
                .add(times(micros, micros), Occur.FILTER)
                .add(positions(List.of(rest)), Occur.FILTER)
                .build();
        return new BooleanQuery.Builder()
                .add(later, Occur.SHOULD)
                .add(same, Occur.SHOULD)
                .build();
    }

    /** Both bounds inclusive. */
    private static Query times(long from, long to) {
        return new IndexOrDocValuesQuery(
                LongPoint.newRangeQuery(Mapping.OCCURRED, from, to),
                NumericDocValuesField.newSlowRangeQuery(Mapping.OCCURRED, from, to));
    }

    private static Query positions(List<SeqRange> ranges) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (SeqRange range : ranges) {
            long last = range.to() - 1;
            Query unsorted = NumericDocValuesField.newSlowRangeQuery(Mapping.SEQ, range.from(), last);
            any.add(
                    new IndexSortSortedNumericDocValuesRangeQuery(Mapping.SEQ, range.from(), last, unsorted),
                    Occur.SHOULD);
        }
        return any.build();
    }
}
