package dev.evident.index;

import dev.evident.event.StoredEvent;
import java.io.IOException;
import java.util.List;
import java.util.ListIterator;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.NoMergeScheduler;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * Segments in memory of events next to each other in the log, as the index has its segments: newest first. Nearly always one;
 * events with uncommonly many terms make several, so that what is not written out yet stays bounded.
 */
final class MemorySegment {
    /** A block of common events takes some 50. */
    private static final double BUFFER_MB = 96;

    private MemorySegment() {}

    /**
     * A writer in memory to which nothing but the events was added; to be closed. They go in as they are to lie, so that
     * nothing is left to sort.
     *
     * @param mapping must not be used by anyone else meanwhile
     */
    static IndexWriter write(List<StoredEvent> events, Mapping mapping) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(null)
                .setCommitOnClose(false)
                .setUseCompoundFile(false)
                .setMergePolicy(NoMergePolicy.INSTANCE)
                .setMergeScheduler(NoMergeScheduler.INSTANCE)
                .setRAMBufferSizeMB(BUFFER_MB)
                .setIndexSort(Mapping.ORDER);
        IndexWriter writer = new IndexWriter(new ByteBuffersDirectory(), config);
        try {
            ListIterator<StoredEvent> newestFirst = events.listIterator(events.size());
            while (newestFirst.hasPrevious()) {
                writer.addDocument(mapping.document(newestFirst.previous()));
            }
            return writer;
        } catch (IOException | RuntimeException failure) {
            IOUtils.closeWhileHandlingException(writer::rollback);
            throw failure;
        }
    }
}
