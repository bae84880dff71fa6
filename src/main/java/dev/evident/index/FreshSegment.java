package dev.evident.index;

import dev.evident.event.StoredEvent;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.ListIterator;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.NoMergeScheduler;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.NoLockFactory;

/**
 * A few events next to each other in the log as an index of their own in memory, made once and never changed. A segment in
 * files takes several times as long, most of which goes into making, mapping and deleting the files.
 *
 * @param from the position of the first
 * @param to the position after the last
 * @param reader of one segment, in which the newest event is document 0 as everywhere
 */
record FreshSegment(long from, long to, DirectoryReader reader) implements Closeable {

    /** Indexes events. The mapping must not be used by anyone else meanwhile. */
    static FreshSegment of(List<StoredEvent> events, Mapping mapping) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(null)
                .setCommitOnClose(false)
                .setUseCompoundFile(false)
                .setMergePolicy(NoMergePolicy.INSTANCE)
                .setMergeScheduler(NoMergeScheduler.INSTANCE)
                .setMaxBufferedDocs(Math.max(2, events.size() + 1)) // never full before all are in
                .setRAMBufferSizeMB(IndexWriterConfig.DISABLE_AUTO_FLUSH);
        IndexWriter writer = new IndexWriter(new ByteBuffersDirectory(NoLockFactory.INSTANCE), config);
        try {
            ListIterator<StoredEvent> newestFirst = events.listIterator(events.size());
            while (newestFirst.hasPrevious()) {
                writer.addDocument(mapping.document(newestFirst.previous()));
            }
            return new FreshSegment(
                    events.get(0).seq(), events.get(events.size() - 1).seq() + 1, DirectoryReader.open(writer));
        } finally {
            writer.rollback(); // the reader keeps what it needs
        }
    }

    /** Gives it up; the memory is free when nobody searches it any more. */
    @Override
    public void close() throws IOException {
        reader.close();
    }
}
