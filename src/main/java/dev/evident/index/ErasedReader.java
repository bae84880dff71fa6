package dev.evident.index;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FilterDirectoryReader;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.SlowCodecReaderWrapper;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * A segment in which redacted events still have their content, as it will be when it was written anew without: every
 * event is there at its place, and those that Lucene has marked as deleted have their position, time and tenant alone.
 *
 * <p>So the log stays unbroken, and a deletion of Lucene's is what remembers, commit by commit and merge by merge, what
 * is still to be erased. Searches read through this from the moment of the mark; merges write what they read through it.
 */
final class ErasedReader extends FilterLeafReader {
    private final FixedBitSet erased;

    /** By field; found out once, since all events have to be looked at. */
    private final Map<String, ErasedValues.Numbers> numbers = new HashMap<>();

    private ErasedReader(LeafReader marked, Bits live) {
        super(marked);
        erased = FixedBitSet.copyOf(live);
        erased.flip(0, marked.maxDoc());
    }

    /** The index as searches see it, now and after each refresh. */
    static DirectoryReader of(DirectoryReader reader) throws IOException {
        return new Directory(reader);
    }

    /** The segment as merges write it. */
    static CodecReader forMerge(CodecReader segment) throws IOException {
        Bits live = segment.getLiveDocs();
        return live == null ? segment : SlowCodecReaderWrapper.wrap(new ErasedReader(segment, live));
    }

    private static LeafReader of(LeafReader segment) {
        Bits live = segment.getLiveDocs();
        return live == null ? segment : new ErasedReader(segment, live);
    }

    @Override
    public @Nullable Bits getLiveDocs() {
        return null;
    }

    @Override
    public int numDocs() {
        return maxDoc();
    }

    @Override
    public @Nullable Terms terms(String field) throws IOException {
        Terms terms = in.terms(field);
        return terms == null ? null : new ErasedTerms(terms, erased, field.equals(Mapping.TERMS));
    }

    @Override
    public @Nullable PointValues getPointValues(String field) throws IOException {
        PointValues points = in.getPointValues(field);
        return points == null ? null : new ErasedPoints(points, erased);
    }

    @Override
    public @Nullable SortedDocValues getSortedDocValues(String field) throws IOException {
        SortedDocValues values = in.getSortedDocValues(field);
        return values == null || field.equals(FacetFields.TENANT)
                ? values
                : new ErasedValues(values, erased, numbers(field));
    }

    private synchronized ErasedValues.Numbers numbers(String field) throws IOException {
        ErasedValues.Numbers known = numbers.get(field);
        if (known == null) {
            known = ErasedValues.Numbers.of(in.getSortedDocValues(field), erased);
            numbers.put(field, known);
        }
        return known;
    }

    /** With each mark it becomes another segment to those who remember what they counted in it. */
    @Override
    public CacheHelper getCoreCacheHelper() {
        return in.getReaderCacheHelper();
    }

    @Override
    public CacheHelper getReaderCacheHelper() {
        return in.getReaderCacheHelper();
    }

    private static final class Directory extends FilterDirectoryReader {
        Directory(DirectoryReader reader) throws IOException {
            super(reader, new SubReaderWrapper() {
                @Override
                public LeafReader wrap(LeafReader segment) {
                    return of(segment);
                }
            });
        }

        @Override
        protected DirectoryReader doWrapDirectoryReader(DirectoryReader reader) throws IOException {
            return new Directory(reader);
        }

        @Override
        public CacheHelper getReaderCacheHelper() {
            return in.getReaderCacheHelper();
        }
    }
}
