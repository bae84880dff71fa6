package dev.evident.index;

import dev.evident.event.StoredEvent;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;

/**
 * A few events next to each other in the log as an index of their own in memory, made once and never changed. A segment in
 * files takes several times as long, most of which goes into making, mapping and deleting the files.
 *
 * @param from the position of the first
 * @param to the position after the last
 * @param reader of one segment, or of several where events have uncommonly many terms
 */
record FreshSegment(long from, long to, DirectoryReader reader) implements Closeable {

    /** Indexes events. The mapping must not be used by anyone else meanwhile. */
    static FreshSegment of(List<StoredEvent> events, Mapping mapping) throws IOException {
        IndexWriter writer = MemorySegment.write(events, mapping);
        try {
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
