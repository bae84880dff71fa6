package dev.evident.index;

import java.io.IOException;
import org.apache.lucene.index.FilterLeafReader.FilterPostingsEnum;
import org.apache.lucene.index.FilterLeafReader.FilterTerms;
import org.apache.lucene.index.FilterLeafReader.FilterTermsEnum;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SlowImpactsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** Terms without those of erased events: a term that only they have is not there. The tenant's are left alone. */
final class ErasedTerms extends FilterTerms {
    private static final BytesRef TENANT = Mapping.start("tenant", TermBuffer.STRING);
    private static final BytesRef HAS_TENANT = Mapping.present("tenant");

    private final FixedBitSet erased;
    private final boolean withTenant;

    /**
     * @param withTenant whether the terms of tenants are in this field
     */
    ErasedTerms(Terms in, FixedBitSet erased, boolean withTenant) {
        super(in);
        this.erased = erased;
        this.withTenant = withTenant;
    }

    @Override
    public TermsEnum iterator() throws IOException {
        return new Remaining(in.iterator());
    }

    private final class Remaining extends FilterTermsEnum {
        Remaining(TermsEnum in) {
            super(in);
        }

        @Override
        public @Nullable BytesRef next() throws IOException {
            BytesRef term = in.next();
            while (term != null && !remains(term)) {
                term = in.next();
            }
            return term;
        }

        @Override
        public SeekStatus seekCeil(BytesRef text) throws IOException {
            SeekStatus status = in.seekCeil(text);
            if (status == SeekStatus.END || remains(in.term())) {
                return status;
            }
            return next() == null ? SeekStatus.END : SeekStatus.NOT_FOUND;
        }

        @Override
        public boolean seekExact(BytesRef text) throws IOException {
            return in.seekExact(text) && remains(in.term());
        }

        @Override
        public int docFreq() throws IOException {
            if (isKept(in.term())) {
                return in.docFreq();
            }
            int without = 0;
            PostingsEnum events = in.postings(null, PostingsEnum.NONE);
            int doc = nextErased(0);
            while (doc != PostingsEnum.NO_MORE_DOCS) {
                int at = events.docID() < doc ? events.advance(doc) : events.docID();
                if (at == PostingsEnum.NO_MORE_DOCS) {
                    break;
                }
                without += at == doc ? 1 : 0;
                doc = nextErased(at == doc ? doc + 1 : at);
            }
            return in.docFreq() - without;
        }

        @Override
        public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) throws IOException {
            PostingsEnum own = reuse instanceof Present known ? known.inner() : null;
            PostingsEnum events = in.postings(own, flags);
            return isKept(in.term()) ? events : new Present(events);
        }

        @Override
        public ImpactsEnum impacts(int flags) throws IOException {
            return new SlowImpactsEnum(postings(null, flags));
        }

        private boolean remains(BytesRef term) throws IOException {
            return isKept(term)
                    || new Present(in.postings(null, PostingsEnum.NONE)).nextDoc() != PostingsEnum.NO_MORE_DOCS;
        }
    }

    private boolean isKept(BytesRef term) {
        return withTenant && (StringHelper.startsWith(term, TENANT) || term.equals(HAS_TENANT));
    }

    private int nextErased(int doc) {
        return doc >= erased.length() ? PostingsEnum.NO_MORE_DOCS : erased.nextSetBit(doc);
    }

    /** The events that were not erased. */
    private final class Present extends FilterPostingsEnum {
        Present(PostingsEnum in) {
            super(in);
        }

        PostingsEnum inner() {
            return in;
        }

        @Override
        public int nextDoc() throws IOException {
            return present(in.nextDoc());
        }

        @Override
        public int advance(int target) throws IOException {
            return present(in.advance(target));
        }

        private int present(int from) throws IOException {
            int doc = from;
            while (doc != NO_MORE_DOCS && erased.get(doc)) {
                doc = in.nextDoc();
            }
            return doc;
        }
    }
}
