package dev.evident.index;

import dev.evident.event.RedactionEvent.Target;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.IndexWriter;

/**
 * The marks on redacted events: no search finds what is marked, and {@link #erase} takes it out of the files.
 *
 * <p>{@link #add} belongs to the indexing thread; the rest is safe from any.
 */
final class Marks {
    /** Redactions of many events come one after the other. */
    private static final long SETTLE_NANOS = 1_000_000_000;

    private final IndexWriter writer;
    private final Views views;

    /** Whether events were marked, and when, since {@link #erase} began last. */
    private volatile boolean marked;

    private volatile long markedAt;

    Marks(IndexWriter writer, Views views) {
        this.writer = writer;
        this.views = views;
    }

    /** Marks these events, as far as they have been added. */
    void add(List<Target> redacted) throws IOException {
        writer.deleteDocuments(ContentAt.of(redacted.stream().map(Target::seq).toList()));
        markedAt = System.nanoTime();
        marked = true;
    }

    /** How many events have content in the files that no search finds any more. */
    long left() {
        IndexWriter.DocStats stats = writer.getDocStats();
        return (long) stats.maxDoc - stats.numDocs;
    }

    /** Whether there is content to erase and no more of it came just now, so that a segment is not written twice. */
    boolean isEraseDue() {
        return (marked && System.nanoTime() - markedAt > SETTLE_NANOS) || (!marked && left() > 0);
    }

    /** Whether there is content to erase, or may be: marks are counted when they are applied. */
    boolean isAnyLeft() {
        return marked || left() > 0;
    }

    /**
     * Writes the segments anew that have content to erase, one after the other, while everything else goes on. Takes as
     * long as the disk needs for them. What is being merged already is left to the next call.
     *
     * @return whether there was any; then {@link LuceneIndex#commit} is due, and after it {@link LuceneIndex#refresh}
     */
    boolean erase() throws IOException {
        marked = false;
        views.refreshFiles(); // which also counts the marks that are still to be applied
        long before;
        boolean some = false;
        do {
            before = left();
            writer.forceMergeDeletes(true);
            some |= left() < before;
        } while (left() > 0 && left() != before && writer.isOpen());
        return some;
    }
}
