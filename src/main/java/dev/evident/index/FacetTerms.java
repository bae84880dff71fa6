package dev.evident.index;

import dev.evident.index.StatsMatches.Segment;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values at any place of the events from the terms of that place: for each value the matches among the
 * events that have it. Gives up when there are more than {@value #MAX_VALUES} values among the matches, or when more than
 * {@value #MAX_LOOKED_AT} had to be looked at to find them. Belongs to one thread.
 */
final class FacetTerms {
    static final int MAX_VALUES = 1_000;

    /** Each takes some half a microsecond. */
    static final int MAX_LOOKED_AT = 500_000;

    /** Going through all events of a value is so much cheaper for each than looking up a match among them. */
    private static final int LOOK_UP = 32;

    private final StatsMatches matches;
    private final boolean ownOnly;
    private final Deadline deadline;
    private final int maxLookedAt;
    private final Map<BytesRef, long[]> counts = new HashMap<>();
    private int lookedAt;

    /**
     * For one count.
     *
     * @param ownOnly whether nothing but the matches may decide whether there are too many: the caller may not learn how many
     *     values others have, nor be refused because of them
     */
    FacetTerms(StatsMatches matches, boolean ownOnly, Deadline deadline) {
        this(matches, ownOnly, MAX_LOOKED_AT, deadline);
    }

    FacetTerms(StatsMatches matches, boolean ownOnly, int maxLookedAt, Deadline deadline) {
        this.matches = matches;
        this.ownOnly = ownOnly;
        this.maxLookedAt = maxLookedAt;
        this.deadline = deadline;
    }

    /** The most frequent values among the matches at any of the paths. */
    FacetTop count(List<String> paths, int most) throws IOException {
        for (Segment segment : matches.segments()) {
            Terms terms = Terms.getTerms(segment.reader(), Mapping.TERMS);
            for (int i = 0; i < paths.size(); i++) {
                if (!count(segment, terms, place(paths.get(i)), i == 0 ? null : place(paths.get(0)))) {
                    return FacetTop.tooMany(counts.size());
                }
            }
        }
        FacetTop top = new FacetTop(most);
        for (Map.Entry<BytesRef, long[]> entry : counts.entrySet()) {
            BytesRef value = entry.getKey();
            long count = entry.getValue()[0];
            top.add(count, () -> new FacetValue(value.bytes[0], new BytesRef(value.bytes, 1, value.length - 1), count));
        }
        return top;
    }

    /** What the terms of a path start with, without the byte of the type. */
    private static BytesRef place(String path) {
        BytesRef start = Mapping.start(path, TermBuffer.STRING);
        start.length--;
        return start;
    }

    /**
     * Counts the values of a path; whether there were few enough.
     *
     * @param counted a path whose events were counted already when they have the same value there
     */
    private boolean count(Segment segment, Terms terms, BytesRef path, @Nullable BytesRef counted) throws IOException {
        TermsEnum values = terms.iterator();
        TermsEnum others = counted == null ? null : terms.iterator();
        PostingsEnum events = null;
        if (values.seekCeil(StatsTerms.with(path, TermBuffer.STRING)) == TermsEnum.SeekStatus.END) {
            return true;
        }
        int piece = 0;
        for (BytesRef term = values.term(); term != null && isAt(path, term); term = values.next()) {
            BytesRef value = new BytesRef(term.bytes, term.offset + path.length, term.length - path.length);
            if (!ownOnly && ++lookedAt > maxLookedAt) {
                return false;
            }
            PostingsEnum except = null;
            if (others != null && counted != null && others.seekExact(concatenate(counted, value))) {
                except = others.postings(null, PostingsEnum.NONE);
            }
            int frequency = values.docFreq();
            piece += frequency;
            if (piece >= StatsMatches.PIECE) {
                deadline.check();
                piece = 0;
            }
            long count = frequency;
            if (!segment.isAll() || except != null) {
                events = values.postings(events, PostingsEnum.NONE);
                count = count(segment, events, frequency, except);
            }
            if (count > 0) {
                if (isOneTooMany(value)) {
                    return false;
                }
                counts.computeIfAbsent(BytesRef.deepCopyOf(value), first -> new long[1])[0] += count;
            }
        }
        return true;
    }

    private boolean isOneTooMany(BytesRef value) {
        return counts.size() == MAX_VALUES && !counts.containsKey(value);
    }

    private static long count(Segment segment, PostingsEnum events, int frequency, @Nullable PostingsEnum except)
            throws IOException {
        long count = 0;
        if (frequency / LOOK_UP > segment.count()) {
            int end = segment.reader().maxDoc();
            for (int doc = segment.next(0, end); doc < end; doc = segment.next(doc + 1, end)) {
                int at = events.docID() < doc ? events.advance(doc) : events.docID();
                if (at == doc && !isIn(except, doc)) {
                    count++;
                }
            }
            return count;
        }
        for (int doc = events.nextDoc(); doc != PostingsEnum.NO_MORE_DOCS; doc = events.nextDoc()) {
            if (segment.has(doc) && !isIn(except, doc)) {
                count++;
            }
        }
        return count;
    }

    private static boolean isIn(@Nullable PostingsEnum events, int doc) throws IOException {
        return events != null && (events.docID() < doc ? events.advance(doc) : events.docID()) == doc;
    }

    private static boolean isAt(BytesRef path, BytesRef term) {
        return StringHelper.startsWith(term, path)
                && term.length > path.length
                && StatsTerms.isType(term.bytes[term.offset + path.length]);
    }

    private static BytesRef concatenate(BytesRef start, BytesRef end) {
        byte[] bytes = new byte[start.length + end.length];
        System.arraycopy(start.bytes, start.offset, bytes, 0, start.length);
        System.arraycopy(end.bytes, end.offset, bytes, start.length, end.length);
        return new BytesRef(bytes);
    }
}
