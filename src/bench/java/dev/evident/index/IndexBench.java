package dev.evident.index;

import com.sun.management.OperatingSystemMXBean;
import dev.evident.bench.EventGenerator;
import dev.evident.bench.NestedEvents;
import dev.evident.bench.Scratch;
import dev.evident.event.Header;
import dev.evident.event.StoredEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * What indexing an event costs, merges included: microseconds of the process's processor time and bytes on the disk, for all
 * that is indexed and without each part of it. All rows take turns, round after round; each result is that of its fastest
 * round, since what else runs on a machine only adds to it. {@code bench.file} names a file of events, one a line, to be
 * measured as well.
 */
public final class IndexBench {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private IndexBench() {}

    /** Leaves something out. */
    private enum Without {
        NOTHING,
        VALUES,
        PRESENCE,
        WORDS,
        POINTS,
        FACETS,
        SORTING,
        ALL_BUT_POSITION_AND_TIME;

        /** Whether a field of a document is kept, be it in part. */
        private boolean keeps(IndexableField field) {
            return switch (this) {
                case NOTHING, VALUES, PRESENCE, SORTING -> true;
                case WORDS -> !field.name().equals(Mapping.TEXT);
                case POINTS -> !field.name().equals(Points.FIELD);
                case FACETS -> !field.name().startsWith("facet.");
                case ALL_BUT_POSITION_AND_TIME ->
                    field.name().equals(Mapping.SEQ) || field.name().equals(Mapping.TIME);
            };
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final class Row {
        private final Without without;
        private double micros = Double.MAX_VALUE;
        private double bytes;

        Row(Without without) {
            this.without = without;
        }
    }

    /** Prints the tables. */
    public static void main(String[] args) throws IOException {
        measure("generated", events(Integer.getInteger("bench.count", 200_000), new EventGenerator(12, 0)::next));
        measure("nested", events(Integer.getInteger("bench.count", 200_000) / 25, new NestedEvents(12)::next));
        String file = System.getProperty("bench.file", "");
        if (!file.isEmpty()) {
            List<String> lines = Files.readAllLines(Path.of(file));
            int[] next = {0};
            measure("file", events(40 * lines.size(), () -> lines.get(next[0]++ % lines.size())
                    .getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<StoredEvent> events(int count, Supplier<byte[]> bodies) {
        List<StoredEvent> events = new ArrayList<>(count);
        for (int seq = 0; seq < count; seq++) {
            byte[] body = bodies.get();
            events.add(new StoredEvent(
                    seq, new UUID(7, seq), 1_000L * seq, new byte[16], Header.of(body), body, null, false));
        }
        return events;
    }

    private static void measure(String what, List<StoredEvent> events) throws IOException {
        long bytes = events.stream().mapToLong(event -> event.body().length).sum() / events.size();
        List<Row> rows = new ArrayList<>();
        for (Without without : Without.values()) {
            rows.add(new Row(without));
        }
        for (int round = 0; round <= ROUNDS; round++) {
            for (Row row : rows) {
                run(row, events, round > 0);
            }
        }
        System.out.printf(Locale.ROOT, "%n| %s, %,d bytes, without | µs | less | B on disk | less |%n", what, bytes);
        System.out.println("|---|---:|---:|---:|---:|");
        Row all = rows.get(0);
        for (Row row : rows) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.0f | %.0f |%n",
                    row.without.text(),
                    row.micros,
                    all.micros - row.micros,
                    row.bytes,
                    all.bytes - row.bytes);
        }
    }

    private static void run(Row row, List<StoredEvent> events, boolean measured) throws IOException {
        Path path = Files.createTempDirectory("evident-index-bench");
        try (FSDirectory directory = FSDirectory.open(path)) {
            long start = PROCESS.getProcessCpuTime();
            try (IndexWriter writer = new IndexWriter(directory, WriterSettings.of(OpenMode.CREATE))) {
                Mapping mapping = new Mapping();
                for (int first = 0; first < events.size(); first += Indexer.BLOCK_EVENTS) {
                    List<StoredEvent> page =
                            events.subList(first, Math.min(events.size(), first + Indexer.BLOCK_EVENTS));
                    for (int i = 0; i < page.size(); i++) {
                        boolean sorted = row.without == Without.SORTING;
                        StoredEvent event = page.get(sorted ? page.size() - 1 - i : i);
                        writer.addDocument(reduced(mapping.document(event), row.without));
                    }
                    if (row.without == Without.SORTING) {
                        writer.flush();
                    }
                }
                writer.commit();
            }
            double micros = (PROCESS.getProcessCpuTime() - start) / 1e3 / events.size();
            long bytes = 0;
            for (String file : directory.listAll()) {
                bytes += directory.fileLength(file);
            }
            if (measured && micros < row.micros) {
                row.micros = micros;
                row.bytes = (double) bytes / events.size();
            }
        } finally {
            Scratch.delete(path);
        }
    }

    private static Iterable<IndexableField> reduced(Document document, Without without) {
        List<IndexableField> fields = new ArrayList<>();
        for (IndexableField field : document) {
            if (without.keeps(field)) {
                boolean partly = field.name().equals(Mapping.TERMS)
                        && (without == Without.VALUES || without == Without.PRESENCE);
                fields.add(partly ? partly((Field) field, without == Without.PRESENCE) : field);
            }
        }
        return fields;
    }

    /** The terms of values alone, or those of places alone. */
    private static Field partly(Field terms, boolean values) {
        TokenStream all = terms.tokenStreamValue();
        TokenStream some = new FilteringTokenFilter(all) {
            private final BytesTermAttribute attribute = addAttribute(BytesTermAttribute.class);
            private final PositionIncrementAttribute increments = addAttribute(PositionIncrementAttribute.class);

            @Override
            protected boolean accept() {
                increments.setPositionIncrement(1); // which the filter adds to, and nobody takes back

                BytesRef term = attribute.getBytesRef();
                boolean place = term.bytes[term.offset + term.length - 1] == TermBuffer.PRESENT;
                return place != values;
            }
        };
        return new Field(Mapping.TERMS, some, terms.fieldType());
    }
}
