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
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * An open index: events go in by position, and searches see those up to a position they ask for.
 *
 * <p>Of redacted events only the tenant, the position and the time are left, see {@link Redactions}.
 *
 * <p>{@link #add(List)}, {@link #add(Block)} and {@link #close} belong to one thread at a time, the indexing thread; {@link #search} and the rest
 * are safe from any. It holds at most 2,147,483,519 events, Lucene's limit for one index.
 */
final class LuceneIndex implements Closeable {
    private final FSDirectory directory;
    private final IndexWriter writer;
    private final Views views;
    private final Redactions redactions;
    private final Object committing = new Object();

    /** Held while events are added, and while a commit finds out what it holds. */
    private final ReentrantLock adding = new ReentrantLock(true);

    /** Owned by the indexing thread. */
    private final Mapping mapping = new Mapping();

    /** Written by the indexing thread. */
    private volatile long next;

    private volatile Optional<UUID> lastId;
    private volatile long committed;

    private LuceneIndex(
            FSDirectory directory, IndexWriter writer, Views views, ReentrantLock replacing, CommitData commit) {
        this.directory = directory;
        this.writer = writer;
        this.views = views;
        this.redactions = new Redactions(writer, views, replacing);
        next = commit.next();
        committed = commit.next();
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
        IndexWriter writer = new IndexWriter(directory, WriterSettings.of(mode));
        try {
            CommitData commit = mode == OpenMode.CREATE ? CommitData.NONE : CommitData.of(writer);
            ReentrantLock replacing = new ReentrantLock();
            LuceneIndex index = new LuceneIndex(directory, writer, new Views(writer, replacing), replacing, commit);
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

    /**
     * Lets searches see events that are going to be added, as far as that may be.
     *
     * @return so many events may be asked for
     */
    long offer(List<StoredEvent> events) {
        return views.offered(events);
    }

    /** Adds the events that follow, in order and without a gap. After a failure the index must be closed. */
    void add(List<StoredEvent> events) throws IOException {
        adding.lock();
        try {
            addAll(events);
        } finally {
            adding.unlock();
        }
    }

    private void addAll(List<StoredEvent> events) throws IOException {
        for (StoredEvent event : events) {
            requireNext(event.seq());
            List<RedactionEvent.Target> redacted = RedactionEvent.targets(event.body());
            if (redacted.isEmpty()) {
                writer.addDocument(mapping.document(event));
                views.added(event);
            } else {
                // The tombstones first: whoever sees the event sees what it says.
                redactions.add(redacted, next, mapping);
                writer.addDocument(mapping.document(event));
                views.redacted(event);
            }
            lastId = Optional.of(event.id());
            next = event.seq() + 1;
        }
    }

    /**
     * Adds a block of events that follow. Searches see them as soon as they ask for them: the files are refreshed then.
     * After a failure the index must be closed.
     */
    void add(Block block) throws IOException {
        adding.lock();
        try {
            requireNext(block.from());
            writer.addIndexes(block.directory());
            views.added(block);
            lastId = Optional.of(block.lastId());
            next = block.to();
        } finally {
            adding.unlock();
        }
    }

    private void requireNext(long position) {
        if (position != next) {
            throw new IllegalArgumentException("event " + position + " came where " + next + " was next");
        }
    }

    /** What was redacted and is still in the files. */
    Redactions redactions() {
        return redactions;
    }

    /** Whether searches would wait for {@link #refresh} later, when it is not called now. */
    boolean isRefreshDue() {
        return views.isRefreshDue();
    }

    /**
     * Shows everything that was added from files as they are now, beside everything else, and lets go of files that
     * nothing else needs. Takes as long as it takes to write them.
     */
    void refresh() throws IOException {
        views.refreshFiles();
    }

    /**
     * Makes what was added survive a crash; takes as long as the disk needs. Adding waits only while it is written, and
     * not until it is on the disk.
     *
     * @return how many events there are after a crash
     */
    long commit() throws IOException {
        synchronized (committing) {
            adding.lock();
            try {
                CommitData data = new CommitData(next, lastId);
                // Lucene asks for it when everything that was added is written, before it waits for the disk.
                writer.setLiveCommitData(() -> {
                    letAdd();
                    return data.entries().iterator();
                });
                writer.commit();
                committed = data.next();
                return data.next();
            } finally {
                letAdd();
            }
        }
    }

    private void letAdd() {
        if (adding.isHeldByCurrentThread()) {
            adding.unlock();
        }
    }

    /** Searches the events before {@code target}, which must have been offered or added, and any that came after them. */
    Hits search(Plan plan, Deadline deadline, long target) throws IOException {
        deadline.check();
        return look(target, snapshot -> snapshot.find(plan, deadline));
    }

    /** What is done with the index at one moment, from which nothing may be kept. */
    interface Look<T> {
        T at(Snapshot snapshot) throws IOException;
    }

    /** Looks at the events before {@code target}, which must have been offered or added, and any that came after them. */
    <T> T look(long target, Look<T> look) throws IOException {
        Snapshot snapshot = views.at(target);
        try {
            return look.at(snapshot);
        } finally {
            views.release(snapshot);
        }
    }

    private long covered() throws IOException {
        Snapshot snapshot = views.acquire();
        try {
            return snapshot.size();
        } finally {
            views.release(snapshot);
        }
    }

    /**
     * Reads all of it and compares checksums, which costs about a second per gigabyte; ends early when the index is
     * closed. Fails when a file is not as it was written.
     */
    void checkIntegrity() throws IOException {
        Snapshot snapshot = views.acquire();
        try {
            for (LeafReaderContext segment : snapshot.getLeafContexts()) {
                if (!writer.isOpen()) {
                    return;
                }
                segment.reader().checkIntegrity();
            }
        } finally {
            views.release(snapshot);
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
        IOUtils.close(views, writer::rollback, directory);
    }
}
