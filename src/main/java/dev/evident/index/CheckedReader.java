package dev.evident.index;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.ExitableDirectoryReader;
import org.apache.lucene.index.FilterDirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.FilterLeafReader.FilterPostingsEnum;
import org.apache.lucene.index.FilterLeafReader.FilterTerms;
import org.apache.lucene.index.FilterLeafReader.FilterTermsEnum;
import org.apache.lucene.index.IndexReader.CacheHelper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/**
 * A view of an index in which whoever reads looks at their {@link Deadline} now and then: between terms and points as
 * Lucene does it, and between the documents of a term, since two frequent terms that never meet are a long way too.
 */
final class CheckedReader extends FilterDirectoryReader {
    private static final QueryTimeout CURRENT = () -> {
        Deadline deadline = Deadline.current();
        return deadline != null && deadline.isOver();
    };

    private CheckedReader(DirectoryReader reader) throws IOException {
        super(reader, new SubReaderWrapper() {
            @Override
            public LeafReader wrap(LeafReader segment) {
                return new Segment(segment);
            }
        });
    }

    static DirectoryReader of(DirectoryReader reader) throws IOException {
        return new ExitableDirectoryReader(new CheckedReader(reader), CURRENT);
    }

    @Override
    protected DirectoryReader doWrapDirectoryReader(DirectoryReader reader) throws IOException {
        return new CheckedReader(reader);
    }

    @Override
    public CacheHelper getReaderCacheHelper() {
        return in.getReaderCacheHelper();
    }

    private static final class Segment extends FilterLeafReader {
        Segment(LeafReader in) {
            super(in);
        }

        @Override
        public @Nullable Terms terms(String field) throws IOException {
            Terms terms = in.terms(field);
            return terms == null ? null : new CheckedTerms(terms);
        }

        @Override
        public CacheHelper getCoreCacheHelper() {
            return in.getCoreCacheHelper();
        }

        @Override
        public CacheHelper getReaderCacheHelper() {
            return in.getReaderCacheHelper();
        }
    }

    private static final class CheckedTerms extends FilterTerms {
        CheckedTerms(Terms in) {
            super(in);
        }

        @Override
        public TermsEnum iterator() throws IOException {
            return new CheckedTermsEnum(in.iterator());
        }

        @Override
        public TermsEnum intersect(CompiledAutomaton compiled, @Nullable BytesRef start) throws IOException {
            return new CheckedTermsEnum(in.intersect(compiled, start));
        }
    }

    private static final class CheckedTermsEnum extends FilterTermsEnum {
        CheckedTermsEnum(TermsEnum in) {
            super(in);
        }

        @Override
        public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) throws IOException {
            Deadline deadline = Deadline.current();
            if (deadline == null) {
                return in.postings(reuse, flags);
            }
            if (reuse instanceof CheckedPostings known && known.deadline == deadline) {
                PostingsEnum postings = in.postings(known.inner(), flags);
                return postings == known.inner() ? known : new CheckedPostings(postings, deadline);
            }
            return new CheckedPostings(in.postings(null, flags), deadline);
        }
    }

    private static final class CheckedPostings extends FilterPostingsEnum {
        private final Deadline deadline;

        CheckedPostings(PostingsEnum in, Deadline deadline) {
            super(in);
            this.deadline = deadline;
        }

        PostingsEnum inner() {
            return in;
        }

        @Override
        public int nextDoc() throws IOException {
            deadline.step();
            return in.nextDoc();
        }

        @Override
        public int advance(int target) throws IOException {
            deadline.step();
            return in.advance(target);
        }
    }
}
