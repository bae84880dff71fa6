package dev.evident.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.OneMergeWrappingMergePolicy;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.jspecify.annotations.Nullable;

/**
 * Merges for a log: neighbours go into the merged segment in its own order, newest first, so that Lucene puts one behind
 * the other without sorting anything. What {@code forceMergeDeletes} asks for is each segment with deletions written anew
 * by itself, so that forgetting an event never costs more than its segment.
 */
final class LogMerges extends OneMergeWrappingMergePolicy {
    /** @param in merges neighbours only */
    LogMerges(MergePolicy in) {
        super(in, merge -> newestFirst(merge.segments));
    }

    @Override
    public @Nullable MergeSpecification findForcedDeletesMerges(SegmentInfos segments, MergeContext context)
            throws IOException {
        MergeSpecification each = new MergeSpecification();
        for (SegmentCommitInfo segment : segments) {
            if (context.numDeletedDocs(segment) > 0
                    && !context.getMergingSegments().contains(segment)) {
                each.add(new OneMerge(List.of(segment)));
            }
        }
        return each.merges.isEmpty() ? null : each;
    }

    private static OneMerge newestFirst(List<SegmentCommitInfo> segments) {
        List<SegmentCommitInfo> reversed = new ArrayList<>(segments);
        Collections.reverse(reversed);
        return new OneMerge(reversed);
    }
}
