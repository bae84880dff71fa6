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
import org.jspecify.annotations.Nullable;

/**
 * Lists the paths that occur by going from the first term of a path to that of the next. Where not all events may be
 * told about, a path counts only when one of those that may be has something at it, and a kind of values only when one
 * of them has one. Up to {@value #MAX_TERMS} values are looked at for that in all; a kind that is not met by then is left
 * out. Belongs to one thread.
 */
final class StatsPaths {
    static final int MAX_PATHS = 500;
    static final int MAX_TERMS = 2_000_000;

    private static final int TERMS_PIECE = 1 << 12;

    private final Deadline deadline;

    private int terms;

    /** In the order of their terms, so that each segment begins with the same ones. */
    private final TreeMap<BytesRef, Set<Kind>> found = new TreeMap<>();

    StatsPaths(Deadline deadline) {
        this.deadline = deadline;
    }

    /** The paths of the events. */
    Fields of(StatsMatches matches) throws IOException {
        for (Segment segment : matches.segments()) {
            list(segment);
        }
        return new Fields(
                found.entrySet().stream().limit(MAX_PATHS).map(StatsPaths::path).toList(), found.size() > MAX_PATHS);
    }

    private void list(Segment segment) throws IOException {
        Terms all = Terms.getTerms(segment.reader(), Mapping.TERMS);
        TermsEnum terms = all.iterator();
        TermsEnum present = all.iterator();
        @Nullable BytesRef last = null;
        boolean seen = false;
        boolean counted = false;
        int paths = 0;
        TermsEnum.SeekStatus status = terms.seekCeil(new BytesRef());
        while (status != TermsEnum.SeekStatus.END && paths < MAX_PATHS + 1) {
            deadline.check();
            BytesRef term = BytesRef.deepCopyOf(terms.term());
            int at = StatsTerms.typeAt(term);
            byte type = term.bytes[at];
            BytesRef path = new BytesRef(term.bytes, 0, at);
            if (!path.equals(last)) {
                seen = StatsTerms.isWhole(path) && isIn(segment, present, path);
                last = path;
                counted = false;
            }
            if (seen && StatsTerms.isType(type) && isOf(segment, terms, StatsTerms.with(path, type))) {
                Set<Kind> kinds = found.computeIfAbsent(
                        StatsTerms.with(path, TermBuffer.STRING), first -> EnumSet.noneOf(Kind.class));
                kinds.add(FacetValue.kind(type));
                paths += counted ? 0 : 1;
                counted = true;
            }
            status = terms.seekCeil(StatsTerms.with(path, (byte) (type + 1)));
        }
    }

    /** Whether one of the events has something at the path. */
    private static boolean isIn(Segment segment, TermsEnum terms, BytesRef path) throws IOException {
        return segment.isAll()
                || (terms.seekExact(StatsTerms.with(path, TermBuffer.PRESENT))
                        && meets(segment, terms.postings(null, PostingsEnum.NONE)));
    }

    /** Whether one of the events has a value whose term starts so, as the term does at which {@code terms} stands. */
    private boolean isOf(Segment segment, TermsEnum values, BytesRef start) throws IOException {
        if (segment.isAll()) {
            return true;
        }
        PostingsEnum events = null;
        BytesRef term = values.term();
        while (terms < MAX_TERMS && term != null && StringHelper.startsWith(term, start)) {
            if (++terms % TERMS_PIECE == 0) {
                deadline.check();
            }
            events = values.postings(events, PostingsEnum.NONE);
            if (meets(segment, events)) {
                return true;
            }
            term = values.next();
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
