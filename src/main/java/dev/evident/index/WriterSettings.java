package dev.evident.index;

import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.LogByteSizeMergePolicy;

/** How Lucene writes the index. */
final class WriterSettings {
    /**
     * New events are held in memory up to so many megabytes before they become a segment. Sorting their terms is most
     * of the work, and it is fastest while they fit into the processor's cache; more merges cost less than that saves.
     */
    private static final double BUFFER_MB = 16;

    /** Segments beyond this are not merged further, so that merging an event stays bounded as the log grows. */
    private static final double LARGEST_MERGED_MB = 1_024;

    /** So many merges may wait for their turn before indexing waits for them. */
    private static final int MAX_MERGES_WAITING = 6;

    private WriterSettings() {}

    /** For one writer. */
    static IndexWriterConfig of(OpenMode mode) {
        // Merges neighbours only, so that segments stay in the order of the log.
        LogByteSizeMergePolicy merges = new LogByteSizeMergePolicy();
        merges.setMaxMergeMB(LARGEST_MERGED_MB);
        merges.setNoCFSRatio(0);
        ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler();
        scheduler.setMaxMergesAndThreads(MAX_MERGES_WAITING, 1);
        scheduler.disableAutoIOThrottle();
        return new IndexWriterConfig(null)
                .setOpenMode(mode)
                .setCommitOnClose(false)
                .setRAMBufferSizeMB(BUFFER_MB)
                .setUseCompoundFile(false)
                .setMaxFullFlushMergeWaitMillis(0)
                .setMergePolicy(new LogMerges(merges))
                .setMergeScheduler(scheduler)
                .setIndexSort(Mapping.ORDER);
    }
}
