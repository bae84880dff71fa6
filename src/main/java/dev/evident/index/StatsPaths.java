package dev.evident.index;

import dev.evident.bus.StatsMessages.Fields;
import dev.evident.bus.StatsMessages.Kind;
import dev.evident.bus.StatsMessages.Path;
import dev.evident.index.StatsMatches.Segment;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * Lists the paths that occur by going from the first term of a path to that of the next. Where not all events may be
 * told about, a path counts only once one of the events that may be has been met at it; a path at which none is met
 * among its first {@value #MOST_VALUES} values is left out. Belongs to one thread.
 */
final class StatsPaths {
    static final int MOST_PATHS = 500;
    static final int MOST_VALUES = 1_000;

    private final StatsDeadline deadline;

    /** In the order of their terms, so that each segment begins with the same ones. */
    private final TreeMap<BytesRef, Set<Kind>> found = new TreeMap<>();

    StatsPaths(StatsDeadline deadline) {
        this.deadline = deadline;
    }

    /** The paths of the events. */
    Fields of(StatsMatches matches) throws IOException {
        for (Segment segment : matches.segments()) {
            list(segment);
        }
        return new Fields(
                found.entrySet().stream()
                        .limit(MOST_PATHS)
                        .map(StatsPaths::path)
                        .toList(),
                found.size() > MOST_PATHS);
    }

    private void list(Segment segment) throws IOException {
        TermsEnum terms = Terms.getTerms(segment.reader(), Mapping.TERMS).iterator();
        BytesRef last = new BytesRef();
        int paths = 0;
        TermsEnum.SeekStatus status = terms.seekCeil(new BytesRef());
        while (status != TermsEnum.SeekStatus.END && paths <= MOST_PATHS) {
            deadline.check();
            BytesRef term = BytesRef.deepCopyOf(terms.term());
            int at = StatsTerms.typeAt(term);
            byte type = term.bytes[at];
            BytesRef path = new BytesRef(term.bytes, 0, at);
            if (StatsTerms.isType(type) && StatsTerms.isWhole(path) && occurs(segment, terms, term, at)) {
                paths += path.equals(last) ? 0 : 1;
                last = path;
                found.computeIfAbsent(StatsTerms.with(path, TermBuffer.STRING), first -> EnumSet.noneOf(Kind.class))
                        .add(FacetValue.kind(type));
            }
            status = terms.seekCeil(StatsTerms.with(path, (byte) (type + 1)));
        }
    }

    /** Whether one of the events has a value that starts as the term does up to its type. */
    private static boolean occurs(Segment segment, TermsEnum terms, BytesRef first, int typeAt) throws IOException {
        if (segment.isAll()) {
            return true;
        }
        BytesRef start = new BytesRef(first.bytes, 0, typeAt + 1);
        PostingsEnum events = null;
        BytesRef term = terms.term();
        for (int i = 0; i < MOST_VALUES && term != null; i++) {
            if (!StringHelper.startsWith(term, start)) {
                return false;
            }
            events = terms.postings(events, PostingsEnum.NONE);
            if (meets(segment, events)) {
                return true;
            }
            term = terms.next();
        }
        return false;
    }

    private static boolean meets(Segment segment, PostingsEnum events) throws IOException {
        int end = segment.reader().maxDoc();
        int doc = events.nextDoc();
        while (doc != PostingsEnum.NO_MORE_DOCS) {
            int next = segment.next(doc, end);
            if (next == doc) {
                return true;
            }
            doc = next == end ? PostingsEnum.NO_MORE_DOCS : events.advance(next);
        }
        return false;
    }

    private static Path path(Map.Entry<BytesRef, Set<Kind>> entry) {
        BytesRef order = entry.getKey();
        return new Path(StatsTerms.path(new BytesRef(order.bytes, order.offset, order.length - 1)), entry.getValue());
    }
}
