package dev.evident.index;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.IndexReader.CacheHelper;
import org.apache.lucene.index.IndexReader.CacheKey;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.Query;

/**
 * What frequent filters match, kept from search to search: bounded in bytes, the least recently used goes first, and all
 * of a segment's when it is closed. Deleted documents may be among them; who reads a set leaves them out.
 *
 * <p>Safe to use from any thread.
 */
final class DocSets {
    /** Two values in ten million events take 2.6 MB. */
    private static final long MAX_BYTES = 16L << 20;

    /** In a smaller segment Lucene's way through the lists of documents takes no time either. */
    private static final int SMALLEST_SEGMENT = 1 << 16;

    private final long mostBytes;
    private final int smallestSegment;
    private final Map<Key, DocSet> sets = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<CacheKey> segments = new HashSet<>();
    private long bytes;

    private record Key(CacheKey segment, Query filter, int maxDoc) {}

    DocSets() {
        this(MAX_BYTES, SMALLEST_SEGMENT);
    }

    /**
     * With other bounds.
     *
     * @param mostBytes of all sets together
     * @param smallestSegment documents from which on a segment has sets
     */
    DocSets(long mostBytes, int smallestSegment) {
        this.mostBytes = mostBytes;
        this.smallestSegment = smallestSegment;
    }

    /**
     * Whether a search may use so many sets of each segment. Not when they would push each other out, so that all of them
     * were to be found out again each time.
     *
     * @param size documents of all segments together
     */
    boolean fit(int count, int size) {
        return count * DocSet.bytes(size) <= mostBytes;
    }

    /**
     * The sets of the filters' documents, one each, with what is known of them so far. None for a segment that is too small
     * to be worth it.
     */
    Optional<List<DocSet>> of(LeafReader segment, List<Query> filters) {
        int maxDoc = segment.maxDoc();
        CacheHelper helper = segment.getCoreCacheHelper();
        if (helper == null || maxDoc < smallestSegment) {
            return Optional.empty();
        }
        CacheKey key = helper.getKey();
        if (isNew(key)) {
            helper.addClosedListener(this::closed);
        }
        return Optional.of(filters.stream()
                .map(filter -> set(new Key(key, filter, maxDoc)))
                .toList());
    }

    /** Bytes of all sets that are kept, each counted in full. */
    synchronized long bytes() {
        return bytes;
    }

    /** Forgets all of it; who is reading a set goes on. */
    synchronized void clear() {
        sets.clear();
        bytes = 0;
    }

    private synchronized boolean isNew(CacheKey segment) {
        return segments.add(segment);
    }

    private synchronized DocSet set(Key key) {
        DocSet known = sets.get(key);
        if (known != null) {
            return known;
        }
        DocSet set = new DocSet(key.maxDoc);
        sets.put(key, set);
        bytes += DocSet.bytes(key.maxDoc);
        Iterator<Key> oldest = sets.keySet().iterator();
        while (bytes > mostBytes) {
            bytes -= DocSet.bytes(oldest.next().maxDoc);
            oldest.remove();
        }
        return set;
    }

    private synchronized void closed(CacheKey segment) {
        segments.remove(segment);
        sets.keySet().removeIf(key -> {
            boolean gone = key.segment == segment;
            bytes -= gone ? DocSet.bytes(key.maxDoc) : 0;
            return gone;
        });
    }
}
