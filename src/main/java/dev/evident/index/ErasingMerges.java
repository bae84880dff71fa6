package dev.evident.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.OneMergeWrappingMergePolicy;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.util.IOSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes every merge write events that are marked as deleted {@linkplain ErasedReader without their content}, and keeps
 * them otherwise: no position is ever given up. What is asked for by {@code forceMergeDeletes} is one segment with marks
 * at a time, written anew by itself. Segments must come in the order of the log, neighbours only.
 */
final class ErasingMerges extends OneMergeWrappingMergePolicy {
    ErasingMerges(MergePolicy in) {
        super(in, Erasing::new);
    }

    @Override
    public @Nullable MergeSpecification findForcedDeletesMerges(SegmentInfos segments, MergeContext context)
            throws IOException {
        for (SegmentCommitInfo segment : segments) {
            if (context.numDeletedDocs(segment) > 0
                    && !context.getMergingSegments().contains(segment)) {
                MergeSpecification one = new MergeSpecification();
                one.add(new Erasing(new OneMerge(List.of(segment))));
                return one;
            }
        }
        return null;
    }

    @Override
    public boolean keepFullyDeletedSegment(IOSupplier<CodecReader> reader) {
        return true;
    }

    @Override
    public int numDeletesToMerge(SegmentCommitInfo segment, int deletes, IOSupplier<CodecReader> reader) {
        return 0;
    }

    private static final class Erasing extends OneMerge {
        Erasing(OneMerge merge) {
            super(newestFirst(merge.segments));
        }

        /** In the order of the merged segment: then Lucene puts one behind the other, without sorting anything. */
        private static List<SegmentCommitInfo> newestFirst(List<SegmentCommitInfo> segments) {
            List<SegmentCommitInfo> reversed = new ArrayList<>(segments);
            Collections.reverse(reversed);
            return reversed;
        }

        @Override
        public CodecReader wrapForMerge(CodecReader segment) throws IOException {
            return ErasedReader.forMerge(segment);
        }
    }
}
