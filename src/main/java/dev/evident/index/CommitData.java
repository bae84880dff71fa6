package dev.evident.index;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.index.IndexWriter;

/**
 * What an index says about itself in each commit.
 *
 * @param next the position of the event to index next; so many events are in it
 * @param lastId the id of the last event in it, by which the record it was made from is known again
 */
record CommitData(long next, Optional<UUID> lastId) {
    /** Of an index without events. */
    static final CommitData NONE = new CommitData(0, Optional.empty());

    private static final String NEXT = "evident.next";
    private static final String MAPPING = "evident.mapping";
    private static final String LAST_ID = "evident.last_id";

    /**
     * Reads the commit that a writer goes on from.
     *
     * @throws IllegalArgumentException when it was made with another mapping, or cannot be understood
     */
    static CommitData of(IndexWriter writer) {
        Map<String, String> data = new HashMap<>();
        Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
        if (live != null) {
            live.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
        }
        String mapping = layout(data);
        if (!mapping.equals(String.valueOf(Mapping.VERSION))) {
            throw new IllegalArgumentException("its mapping has version " + mapping + ", not " + Mapping.VERSION);
        }
        return new CommitData(
                Long.parseLong(data.getOrDefault(NEXT, "")),
                Optional.ofNullable(data.get(LAST_ID)).map(UUID::fromString));
    }

    /** The version of the mapping with which a commit was made. */
    static String layout(Map<String, String> data) {
        return data.getOrDefault(MAPPING, "none");
    }

    /** As Lucene keeps it. */
    Set<Map.Entry<String, String>> entries() {
        Map<String, String> data = new HashMap<>();
        data.put(NEXT, String.valueOf(next));
        data.put(MAPPING, String.valueOf(Mapping.VERSION));
        lastId.ifPresent(id -> data.put(LAST_ID, id.toString()));
        return data.entrySet();
    }
}
