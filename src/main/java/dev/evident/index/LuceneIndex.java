package dev.evident.index;

import dev.evident.bus.IndexMessages.Hits;
import dev.evident.event.RedactionEvent;
import dev.evident.event.StoredEvent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * An open index: events go in by position, and searches see those up to a position they ask for.
 *
 * <p>Of redacted events only the tenant, the position and the time are left, see {@link ErasedReader}.
 *
 * <p>{@link #add}, {@link #commit} and {@link #close} belong to one thread at a time, the indexing thread; {@link
 * #search} and the rest are safe from any. It holds at most 2,147,483,519 events, Lucene's limit for one index.
 */
final class LuceneIndex implements Closeable {
    /**
     * New events are held in memory up to so many megabytes before they become a segment. Sorting their terms is most
     * of the work, and it is fastest while they fit into the processor's cache; more merges cost less than that saves.
     */
    private static final double BUFFER_MB = 16;

    /** Segments beyond this are not merged further, so that merging an event stays bounded as the log grows. */
    private static final double LARGEST_MERGED_MB = 1_024;

    /** Redactions of many events come one after the other. */
    private static final long SETTLE_NANOS = 1_000_000_000;

    private final FSDirectory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final Object refreshing = new Object();

    /** Owned by the indexing thread. */
    private final Mapping mapping = new Mapping();

    /** Written by the indexing thread. */
    private volatile long next;

    private volatile Optional<UUID> lastId;
    private volatile long committed;

    /** Whether events were marked, and when, since {@link #erase} began last. */
    private volatile boolean marked;

    private volatile long markedAt;

    /** Written by whoever refreshes, holding {@code refreshing}. */
    private volatile long visible;

    private LuceneIndex(FSDirectory directory, IndexWriter writer, SearcherManager searchers, CommitData commit) {
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
        next = commit.next();
        committed = commit.next();
        visible = commit.next();
        lastId = commit.lastId();
    }

    /** Makes an empty index, replacing any there is. */
    static LuceneIndex create(FSDirectory directory) throws IOException {
        return open(directory, OpenMode.CREATE);
    }

    /**
     * Opens the index as its last commit left it.
     *
     * @throws IOException when it is missing or damaged, or another process has it open
     * @throws IllegalArgumentException when it was written by another mapping, or is damaged
     */
    static LuceneIndex open(FSDirectory directory) throws IOException {
        return open(directory, OpenMode.APPEND);
    }

    private static LuceneIndex open(FSDirectory directory, OpenMode mode) throws IOException {
        IndexWriter writer = new IndexWriter(directory, config(mode));
        try {
            CommitData commit = mode == OpenMode.CREATE ? CommitData.NONE : CommitData.of(writer);
            SearcherManager searchers =
                    new SearcherManager(ErasedReader.of(DirectoryReader.open(writer, true, false)), new Snapshots());
            LuceneIndex index = new LuceneIndex(directory, writer, searchers, commit);
            long covered = index.covered();
            if (covered != commit.next()) {
                throw new IllegalArgumentException(
                        "it holds " + covered + " events where " + commit.next() + " were committed");
            }
            return index;
        } catch (IOException | RuntimeException failure) {
            IOUtils.closeWhileHandlingException((Closeable) writer::rollback);
            throw failure;
        }
    }

    private static IndexWriterConfig config(OpenMode mode) {
        // Merges neighbours only, so that segments stay in the order of the log.
        LogByteSizeMergePolicy merges = new LogByteSizeMergePolicy();
        merges.setMaxMergeMB(LARGEST_MERGED_MB);
        merges.setNoCFSRatio(0);
        ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler();
        scheduler.setMaxMergesAndThreads(6, 1);
        scheduler.disableAutoIOThrottle();
        return new IndexWriterConfig(null)
                .setOpenMode(mode)
                .setCommitOnClose(false)
                .setRAMBufferSizeMB(BUFFER_MB)
                .setUseCompoundFile(false)
                .setMaxFullFlushMergeWaitMillis(0)
                .setMergePolicy(new ErasingMerges(merges))
                .setMergeScheduler(scheduler)
                .setIndexSort(Mapping.ORDER);
    }

    /** The position of the event to add next; so many events are in it. */
    long next() {
        return next;
    }

    /** The id of the newest event in it. */
    Optional<UUID> lastId() {
        return lastId;
    }

    /** Whether there are events that the last commit does not hold. */
    boolean hasUncommitted() {
        return next != committed;
    }

    /** Adds the events that follow, in order and without a gap. After a failure the index must be closed. */
    void add(List<StoredEvent> events) throws IOException {
        for (StoredEvent event : events) {
            if (event.seq() != next) {
                throw new IllegalArgumentException("event " + event.seq() + " came where " + next + " was next");
            }
            writer.addDocument(mapping.document(event));
            lastId = Optional.of(event.id());
            next = event.seq() + 1;
            List<Long> redacted = RedactionEvent.targets(event.body()).stream()
                    .map(RedactionEvent.Target::seq)
                    .toList();
            if (!redacted.isEmpty()) {
                writer.deleteDocuments(ContentAt.of(redacted));
                markedAt = System.nanoTime();
                marked = true;
            }
        }
    }

    /** How many events have content in the files that no search finds any more. */
    long toErase() {
        IndexWriter.DocStats stats = writer.getDocStats();
        return (long) stats.maxDoc - stats.numDocs;
    }

    /** Whether there is content to erase and no more of it came just now, so that a segment is not written twice. */
    boolean isEraseDue() {
        return (marked && System.nanoTime() - markedAt > SETTLE_NANOS) || (!marked && toErase() > 0);
    }

    /** Whether there is content to erase, or may be: marks are counted when they are applied. */
    boolean hasToErase() {
        return marked || toErase() > 0;
    }

    /**
     * Writes the segments anew that have content to erase, one after the other, while everything else goes on. Takes as
     * long as the disk needs for them. What is being merged already is left to the next call.
     *
     * @return whether there was any; then {@link #commit} is due, and after it {@link #letGo}
     */
    boolean erase() throws IOException {
        marked = false;
        letGo(); // which also counts the marks that are still to be applied
        long before;
        boolean some = false;
        do {
            before = toErase();
            writer.forceMergeDeletes(true);
            some |= toErase() < before;
        } while (toErase() > 0 && toErase() != before && writer.isOpen());
        return some;
    }

    /** Gives up the view of the index that searches have, so that files which nothing else needs are deleted. */
    void letGo() throws IOException {
        synchronized (refreshing) {
            searchers.maybeRefreshBlocking();
            visible = covered();
        }
    }

    /** Makes what was added survive a crash; takes as long as the disk needs. */
    void commit() throws IOException {
        long next = this.next;
        writer.setLiveCommitData(new CommitData(next, lastId).entries());
        writer.commit();
        committed = next;
    }

    /** Searches the events before {@code target}, which must have been added, and any that came after them. */
    Hits search(Plan plan, Deadline deadline, long target) throws IOException {
        deadline.check();
        return look(target, snapshot -> snapshot.find(plan, deadline));
    }

    /** What is done with the index at one moment, from which nothing may be kept. */
    interface Look<T> {
        T at(Snapshot snapshot) throws IOException;
    }

    /** Looks at the events before {@code target}, which must have been added, and any that came after them. */
    <T> T look(long target, Look<T> look) throws IOException {
        if (visible < target) {
            refresh(target);
        }
        Snapshot snapshot = (Snapshot) searchers.acquire();
        try {
            return look.at(snapshot);
        } finally {
            searchers.release(snapshot);
        }
    }

    /** One refresh serves everyone who waits for it. */
    private void refresh(long target) throws IOException {
        synchronized (refreshing) {
            if (visible < target) {
                searchers.maybeRefreshBlocking();
                visible = covered();
            }
        }
    }

    private long covered() throws IOException {
        Snapshot snapshot = (Snapshot) searchers.acquire();
        try {
            return snapshot.size();
        } finally {
            searchers.release(snapshot);
        }
    }

    /**
     * Reads all of it and compares checksums, which costs about a second per gigabyte; ends early when the index is
     * closed. Fails when a file is not as it was written.
     */
    void checkIntegrity() throws IOException {
        Snapshot snapshot = (Snapshot) searchers.acquire();
        try {
            for (LeafReaderContext segment : snapshot.getLeafContexts()) {
                if (!writer.isOpen()) {
                    return;
                }
                segment.reader().checkIntegrity();
            }
        } finally {
            searchers.release(snapshot);
        }
    }

    /** The size of its files in bytes, as of now. */
    long bytes() throws IOException {
        long bytes = 0;
        for (String file : directory.listAll()) {
            try {
                bytes += directory.fileLength(file);
            } catch (NoSuchFileException mergedAway) {
                // it made room meanwhile
            }
        }
        return bytes;
    }

    /** Closes it without another commit; what came after the last one is indexed again at the next start. */
    @Override
    public void close() throws IOException {
        IOUtils.close(searchers, writer::rollback, directory);
    }

    /** Makes each view of the index prove itself. */
    private static final class Snapshots extends SearcherFactory {
        @Override
        public Snapshot newSearcher(IndexReader reader, @Nullable IndexReader previous) throws IOException {
            return new Snapshot(reader);
        }
    }
}
