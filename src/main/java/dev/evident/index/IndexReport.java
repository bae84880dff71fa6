package dev.evident.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * What an index on the disk consists of, as of its last commit. Reading it takes no lock and changes nothing, so a service may
 * have the index open.
 *
 * @param layout the version of its mapping
 * @param segments by position, the oldest first
 * @param bytes of its files, by what they hold
 * @param fields by the number of their terms, the largest first
 */
public record IndexReport(String layout, List<Segment> segments, Map<String, Long> bytes, List<Field> fields) {
    public IndexReport {
        segments = List.copyOf(segments);
        bytes = Map.copyOf(bytes);
        fields = List.copyOf(fields);
    }

    /**
     * A segment.
     *
     * @param first the lowest position in it
     * @param last the highest position in it
     * @param events documents that searches see
     * @param purging documents of redacted events that are still in its files
     * @param bytes of its files
     */
    public record Segment(String name, long first, long last, int events, int purging, long bytes) {}

    /**
     * A field of events.
     *
     * @param path as a filter has it
     * @param terms the number of its values, added up over segments
     * @param events the number of events that have it
     */
    public record Field(String path, long terms, long events) {}

    /** Whether there is a commit of an index. */
    public static boolean exists(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (FSDirectory files = new MMapDirectory(directory)) {
            return DirectoryReader.indexExists(files);
        }
    }

    /**
     * Reads all terms of an index, which takes about a second for five million.
     *
     * @throws IOException when it is damaged, or of another version of Lucene
     */
    public static IndexReport of(Path directory) throws IOException {
        try (FSDirectory files = new MMapDirectory(directory);
                DirectoryReader reader = DirectoryReader.open(files)) {
            List<Segment> segments = new ArrayList<>();
            Map<String, Long> bytes = new TreeMap<>();
            Map<String, long[]> fields = new TreeMap<>();
            for (LeafReaderContext leaf : reader.leaves()) {
                SegmentCommitInfo info = ((SegmentReader) leaf.reader()).getSegmentInfo();
                SegmentPositions positions = SegmentPositions.of(leaf);
                segments.add(new Segment(
                        info.info.name,
                        positions.oldest(),
                        positions.newest(),
                        leaf.reader().numDocs(),
                        leaf.reader().numDeletedDocs(),
                        info.sizeInBytes()));
                for (String file : info.files()) {
                    bytes.merge(kind(file), files.fileLength(file), Long::sum);
                }
                count(Terms.getTerms(leaf.reader(), Mapping.TERMS), fields);
            }
            segments.sort(Comparator.comparingLong(Segment::first));
            List<Field> found = new ArrayList<>();
            fields.forEach((path, counts) -> found.add(new Field(path, counts[0], counts[1])));
            found.sort(Comparator.comparingLong(Field::terms).reversed());
            return new IndexReport(CommitData.layout(reader.getIndexCommit().getUserData()), segments, bytes, found);
        }
    }

    /** How many events searches see. */
    public long events() {
        return segments.stream().mapToLong(Segment::events).sum();
    }

    /** How many redacted events are still in the files. */
    public long purging() {
        return segments.stream().mapToLong(Segment::purging).sum();
    }

    /** Of all segments. */
    public long size() {
        return segments.stream().mapToLong(Segment::bytes).sum();
    }

    private static void count(Terms terms, Map<String, long[]> fields) throws IOException {
        TermsEnum all = terms.iterator();
        for (BytesRef term = all.next(); term != null; term = all.next()) {
            int at = StatsTerms.typeAt(term);
            BytesRef path = new BytesRef(term.bytes, term.offset, at - term.offset);
            if (!StatsTerms.isWhole(path)) {
                continue;
            }
            long[] counts = fields.computeIfAbsent(StatsTerms.path(path), first -> new long[2]);
            if (term.bytes[at] == TermBuffer.PRESENT) {
                counts[1] += all.docFreq();
            } else {
                counts[0]++;
            }
        }
    }

    /** By the extensions of Lucene's formats. */
    private static String kind(String file) {
        return switch (String.valueOf(IndexFileNames.getExtension(file))) {
            case "tim", "tip", "tmd" -> "terms";
            case "doc" -> "events of each term";
            case "pos" -> "places of words";
            case "kdd", "kdi", "kdm" -> "numbers and times";
            case "dvd", "dvm" -> "positions, times and values of facets";
            default -> "the rest";
        };
    }
}
