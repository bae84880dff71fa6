package dev.evident.index;

import dev.evident.event.StoredEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.ReaderManager;
import org.apache.lucene.search.ReferenceManager;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The views of an index that searches have: the files as they were at the last {@link #refreshFiles}, and behind them the
 * events that came since, as {@link FreshSegment}s made when somebody asks for them. So a search sees an event as soon
 * as it has been read from the record, while it is still being indexed for the files; those are written beside the
 * searches, whenever {@link #isRefreshDue}.
 *
 * <p>The files alone know what has been redacted. An event that redacts others is therefore seen by a refresh of the
 * files only, and with it what was kept in memory of those before it is given up.
 *
 * <p>Safe to use from any thread.
 */
final class Views extends ReferenceManager<Snapshot> {
    /** Each one makes every search a little slower. */
    private static final int MANY_SEGMENTS = 16;

    private static final int MAX_SEGMENTS = 64;

    /** So long the newest events are searched in memory alone. */
    private static final long IN_MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Who asked so long ago may wait a little longer with the next question. */
    private static final long LATELY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ReaderManager files;
    private final Newest newest;
    private final Lock replacing;
    private final Object extending = new Object();

    /** Somebody asked for the events before it. Written holding {@code extending}. */
    private volatile long wanted;

    private volatile long askedNanos = System.nanoTime() - LATELY_NANOS;
    private volatile long refreshedNanos = System.nanoTime();

    /** Belongs to {@link #refreshIfNeeded}, as the next two do. */
    private final Mapping mapping = new Mapping();

    /** The files as the current view shows them, kept open by it. */
    private DirectoryReader shown;

    /** What the current view shows behind them: each begins where the one before it ends. */
    private volatile List<FreshSegment> fresh = List.of();

    /**
     * The view of a writer to which nothing has been added yet.
     *
     * @param replacing held while documents are replaced
     */
    Views(IndexWriter writer, Lock replacing) throws IOException {
        this.replacing = replacing;
        shown = DirectoryReader.open(writer, true, false);
        files = new ReaderManager(shown);
        newest = new Newest(shown.numDocs());
        wanted = shown.numDocs();
        current = Snapshot.of(List.of(shown));
    }

    /** Events are going to be added to the writer. Answers how many there are to be seen; no fewer than before. */
    long offered(List<StoredEvent> page) {
        return newest.offer(page);
    }

    /** An event was added to the writer. */
    void added(StoredEvent event) {
        newest.written(event);
    }

    /** A block of events was added to the writer. They are seen by a refresh of the files only. */
    void added(Block block) {
        newest.restart(block.to());
    }

    /** An event that redacts others was added to the writer, after what it redacts was replaced there. */
    void redacted(StoredEvent by) {
        newest.restart(by.seq() + 1);
    }

    /** A view of all events before {@code target}, which must have been offered or added; to be released. */
    Snapshot at(long target) throws IOException {
        askedNanos = System.nanoTime();
        if (end() < target) {
            synchronized (extending) { // one extension serves everyone who waits for it
                if (end() < target) {
                    wanted = Math.max(wanted, target);
                    maybeRefreshBlocking();
                }
            }
        }
        return acquire();
    }

    /** Whether it is time for {@link #refreshFiles}, so that those who search find little to do. */
    boolean isRefreshDue() {
        long now = System.nanoTime();
        int segments = fresh.size();
        return segments >= MANY_SEGMENTS
                || (segments > 0 && now - refreshedNanos > IN_MEMORY_NANOS)
                || (newest.isFilling() && now - askedNanos < LATELY_NANOS);
    }

    /** Shows everything that was added from files, which takes some time. Searches go on meanwhile. */
    void refreshFiles() throws IOException {
        refreshedNanos = System.nanoTime();
        refreshReader();
        maybeRefreshBlocking();
    }

    /** Not in the middle of a replacement: the number of documents is that of events. */
    private void refreshReader() throws IOException {
        replacing.lock();
        try {
            files.maybeRefreshBlocking();
        } finally {
            replacing.unlock();
        }
    }

    private long end() throws IOException {
        Snapshot snapshot = acquire();
        try {
            return snapshot.size();
        } finally {
            release(snapshot);
        }
    }

    @Override
    protected @Nullable Snapshot refreshIfNeeded(Snapshot old) throws IOException {
        Optional<Snapshot> view = view(old);
        while (view.isEmpty()) {
            refreshReader();
            view = view(old);
        }
        return view.get().equals(old) ? null : view.get();
    }

    /** The files as they are, and what is wanted behind them; nothing when the files must be refreshed for that. */
    private Optional<Snapshot> view(Snapshot old) throws IOException {
        DirectoryReader reader = files.acquire();
        try {
            Optional<List<FreshSegment>> segments = behind(reader.numDocs());
            if (segments.isEmpty()) {
                return Optional.empty();
            }
            boolean same = reader.equals(shown) && segments.get().equals(fresh);
            return Optional.of(same ? old : show(reader, segments.get()));
        } finally {
            files.release(reader);
        }
    }

    /** The segments that begin where the files end and reach as far as is wanted; nothing when they cannot be made. */
    private Optional<List<FreshSegment>> behind(long end) throws IOException {
        List<FreshSegment> segments = new ArrayList<>();
        fresh.stream().filter(segment -> segment.from() >= end).forEach(segments::add);
        if (segments.size() >= MAX_SEGMENTS) {
            return Optional.empty();
        }
        long cutUntil = segments.isEmpty() ? end : segments.get(0).from(); // the files end inside of the one before
        long reached =
                segments.isEmpty() ? end : segments.get(segments.size() - 1).to();
        Optional<List<StoredEvent>> cut = newest.between(end, cutUntil);
        Optional<List<StoredEvent>> rest = newest.between(reached, reached < wanted ? Long.MAX_VALUE : reached);
        if (cut.isEmpty() || rest.isEmpty()) {
            return Optional.empty();
        }
        if (!cut.get().isEmpty()) {
            segments.add(0, FreshSegment.of(cut.get(), mapping));
        }
        if (!rest.get().isEmpty()) {
            segments.add(FreshSegment.of(rest.get(), mapping));
        }
        return Optional.of(segments);
    }

    private Snapshot show(DirectoryReader reader, List<FreshSegment> segments) throws IOException {
        List<DirectoryReader> readers = new ArrayList<>();
        readers.add(reader);
        segments.forEach(segment -> readers.add(segment.reader()));
        Snapshot snapshot = Snapshot.of(readers);
        List<FreshSegment> gone = new ArrayList<>(fresh);
        gone.removeAll(segments);
        IOUtils.close(gone);
        newest.forget(reader.numDocs());
        shown = reader;
        fresh = segments;
        return snapshot;
    }

    @Override
    protected void decRef(Snapshot snapshot) throws IOException {
        snapshot.getIndexReader().decRef();
    }

    @Override
    protected boolean tryIncRef(Snapshot snapshot) {
        return snapshot.getIndexReader().tryIncRef();
    }

    @Override
    protected int getRefCount(Snapshot snapshot) {
        return snapshot.getIndexReader().getRefCount();
    }

    @Override
    protected void afterClose() throws IOException {
        IOUtils.close(files);
        IOUtils.close(fresh);
    }
}
