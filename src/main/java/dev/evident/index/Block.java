package dev.evident.index;

import dev.evident.event.RedactionEvent;
import dev.evident.event.StoredEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;

/**
 * Many events next to each other in the log, indexed apart from everything else, so that several blocks can be made at
 * once while the index is far behind. {@link LuceneIndex#add(Block)} then takes them over as they are.
 *
 * @param from the position of the first
 * @param to the position after the last
 * @param lastId the id of the last
 * @param directory in memory
 */
record Block(long from, long to, UUID lastId, Directory directory) {

    /** Indexes events, on any thread; nothing when some of them redact others and must be added one by one. */
    static Optional<Block> of(List<StoredEvent> events) throws IOException {
        if (events.stream().anyMatch(event -> RedactionEvent.isOne(event.body()))) {
            return Optional.empty();
        }
        StoredEvent last = events.get(events.size() - 1);
        try (IndexWriter writer = MemorySegment.write(events, new Mapping())) {
            writer.commit();
            return Optional.of(new Block(events.get(0).seq(), last.seq() + 1, last.id(), writer.getDirectory()));
        }
    }
}
