package dev.evident.index;

import dev.evident.bus.StatsMessages.Bucket;
import dev.evident.bus.StatsMessages.Histogram;
import dev.evident.event.Timestamps;
import dev.evident.index.SegmentPositions.PositionReader;
import dev.evident.index.StatsMatches.Segment;
import dev.evident.query.Axis;
import dev.evident.query.StatsQuery;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Spreads matches over buckets of time. In a segment times fall with the documents as positions do, so a bucket is a range of
 * documents, found by halving; what is read of an event is its type's number.
 */
final class StatsHistogram {
    /** As many as are told apart by colour. */
    static final int MAX_TYPES = 8;

    /** What RFC 3339 can write. */
    private static final long EARLIEST = Timestamps.micros(Instant.parse("0000-01-01T00:00:00Z"));

    private static final long LATEST = Timestamps.micros(Instant.parse("9999-12-31T23:59:59Z"));

    private final StatsMatches matches;
    private final Deadline deadline;
    private final LongSummaryStatistics occurrences = new LongSummaryStatistics();

    StatsHistogram(StatsMatches matches, Deadline deadline) {
        this.matches = matches;
        this.deadline = deadline;
    }

    /**
     * The histogram over the time asked for, or from the first match to the last where it was not said.
     *
     * @param types those to tell apart
     */
    Histogram over(StatsQuery query, StatsQuery.Histogram asked, List<FacetValue> types) throws IOException {
        Long from = clamp(query.events().from());
        Long to = clamp(query.events().to());
        List<Segment> segments = matches.segments();
        if (segments.isEmpty() && (from == null || to == null)) {
            return none(asked.zone());
        }
        boolean occurred = query.events().axis() == Axis.OCCURRED;
        long first = from != null ? from : occurred ? occurrences().getMin() : oldest(segments);
        long after = to != null ? to : (occurred ? occurrences().getMax() : newest(segments)) + 1;
        if (first >= after) {
            return none(asked.zone());
        }
        HistogramStep.Cut cut = HistogramStep.cut(first, after, asked.buckets(), asked.zone());
        long[] edges = cut.edges().stream().mapToLong(Long::longValue).toArray();
        if (from != null) {
            edges[0] = from;
        }
        if (to != null) {
            edges[edges.length - 1] = to;
        }
        return new Histogram(
                cut.step().text(),
                asked.zone(),
                types.stream().map(FacetValue::text).toList(),
                buckets(edges, types.stream().map(FacetValue::value).toList(), occurred));
    }

    /** When the first match happened and when the last. */
    private LongSummaryStatistics occurrences() throws IOException {
        if (occurrences.getCount() == 0) {
            for (Segment segment : matches.segments()) {
                PositionReader times = SegmentPositions.values(segment.reader(), Mapping.OCCURRED);
                each(segment, 0, segment.reader().maxDoc(), doc -> occurrences.accept(times.at(doc)));
            }
        }
        return occurrences;
    }

    private static Histogram none(ZoneId zone) {
        return new Histogram("", zone, List.of(), List.of());
    }

    private static @Nullable Long clamp(@Nullable Long micros) {
        return micros == null ? null : Long.valueOf(Math.max(EARLIEST, Math.min(LATEST, micros)));
    }

    private static long oldest(List<Segment> segments) throws IOException {
        long oldest = Long.MAX_VALUE;
        for (Segment segment : segments) {
            oldest = Math.min(oldest, timeAt(segment.reader(), segment.oldest()));
        }
        return oldest;
    }

    private static long newest(List<Segment> segments) throws IOException {
        long newest = Long.MIN_VALUE;
        for (Segment segment : segments) {
            int doc = segment.next(0, segment.reader().maxDoc());
            newest = Math.max(newest, timeAt(segment.reader(), doc));
        }
        return newest;
    }

    private static long timeAt(LeafReader segment, int doc) throws IOException {
        return SegmentPositions.longAt(segment, Mapping.TIME, doc);
    }

    private List<Bucket> buckets(long[] edges, List<BytesRef> types, boolean occurred) throws IOException {
        long[] counts = new long[edges.length - 1];
        int[][] byType = new int[edges.length - 1][types.size() + 1];
        for (Segment segment : matches.segments()) {
            deadline.check();
            SortedDocValues values = DocValues.getSorted(segment.reader(), FacetFields.EVENT_TYPE);
            byte[] slots = slots(values, types);
            if (occurred) {
                countOccurred(segment, edges, values, slots, counts, byType);
                continue;
            }
            int after = SegmentPositions.firstBelow(segment.reader(), Mapping.TIME, edges[counts.length]);
            for (int i = counts.length - 1; i >= 0; i--) { // newest first, as the documents are
                int first = after;
                after = SegmentPositions.firstBelow(segment.reader(), Mapping.TIME, edges[i]);
                if (first < after) {
                    counts[i] += segment.count(first, after);
                    count(segment, first, after, values, slots, byType[i]);
                }
            }
        }
        return IntStream.range(0, counts.length)
                .mapToObj(i -> new Bucket(
                        edges[i],
                        edges[i + 1],
                        counts[i],
                        Arrays.stream(byType[i]).limit(types.size()).boxed().toList()))
                .toList();
    }

    /** For each value of the segment the place of its count; those of no type asked for share the last. */
    private static byte[] slots(SortedDocValues values, List<BytesRef> types) throws IOException {
        byte[] slots = new byte[values.getValueCount()];
        Arrays.fill(slots, (byte) types.size());
        for (int type = 0; type < types.size(); type++) {
            int number = values.lookupTerm(types.get(type));
            if (number >= 0) {
                slots[number] = (byte) type;
            }
        }
        return slots;
    }

    private void count(Segment segment, int first, int after, SortedDocValues values, byte[] slots, int[] counts)
            throws IOException {
        each(segment, first, after, doc -> {
            if (values.advanceExact(doc)) {
                counts[slots[values.ordValue()]]++;
            }
        });
    }

    /** What happened may be anywhere in a segment, so each match's time is read. */
    private void countOccurred(
            Segment segment, long[] edges, SortedDocValues values, byte[] slots, long[] counts, int[][] byType)
            throws IOException {
        PositionReader times = SegmentPositions.values(segment.reader(), Mapping.OCCURRED);
        each(segment, 0, segment.reader().maxDoc(), doc -> {
            int found = Arrays.binarySearch(edges, times.at(doc));
            int bucket = Math.max(0, Math.min(counts.length - 1, found < 0 ? -found - 2 : found));
            counts[bucket]++;
            if (values.advanceExact(doc)) {
                byType[bucket][slots[values.ordValue()]]++;
            }
        });
    }

    private interface Match {
        void at(int doc) throws IOException;
    }

    private void each(Segment segment, int first, int after, Match match) throws IOException {
        int checkAt = first;
        for (int doc = segment.next(first, after); doc < after; doc = segment.next(doc + 1, after)) {
            if (doc >= checkAt) {
                deadline.check();
                checkAt = doc + StatsMatches.PIECE;
            }
            match.at(doc);
        }
    }
}
