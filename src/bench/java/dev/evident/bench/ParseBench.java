package dev.evident.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.evident.event.EventParser;
import dev.evident.event.Header;
import dev.evident.event.Leaves;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What it costs to parse an event, in microseconds of processor time of one thread: the strict parser beside Jackson's bare
 * token loop over the same bytes, which checks neither names nor UTF-8 nor anything of the event and keeps nothing.
 *
 * <p>All rows take turns, round after round; each result is that of its fastest round, since what else runs on a machine only
 * adds to it. {@code bench.file} names a file of events, one a line, to be measured as well.
 */
public final class ParseBench {
    private static final int WARMUP_ROUNDS = 4;
    private static final int BATCH = 1_000;
    private static final long SLICE_NANOS = 300_000_000L;
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** Takes a number of events through whatever is measured; answers with what it saw, so that nothing is left out. */
    private interface Work {
        long run() throws IOException;
    }

    /** One line of the table. */
    private static final class Row {
        private final Work work;
        private final int events;
        private final long bytes;
        private double micros = Double.MAX_VALUE;

        Row(Work work, int events, long bytes) {
            this.work = work;
            this.events = events;
            this.bytes = bytes;
        }

        /** Answers with what the work saw. */
        long round(boolean measured) throws IOException {
            long seen = 0;
            long start = cpuNanos();
            long count = 0;
            long spent = 0;
            while (spent < SLICE_NANOS) {
                seen += work.run();
                count += events;
                spent = cpuNanos() - start;
            }
            if (measured) {
                micros = Math.min(micros, spent / 1e3 / count);
            }
            return seen;
        }
    }

    private ParseBench() {}

    /** Prints the table. */
    public static void main(String[] args) throws IOException {
        ParseBench bench = new ParseBench();
        EventGenerator generator = new EventGenerator(12, 0);
        bench.addSingle("shop events", many(generator::next));
        bench.addSingle("shop events with all common fields", many(() -> withCommonFields(generator.next())));
        bench.addSingle("nested events", many(new NestedEvents(12)::next));
        String file = System.getProperty("bench.file", "");
        if (!file.isEmpty()) {
            bench.addSingle(
                    Path.of(file).getFileName().toString(),
                    Files.readAllLines(Path.of(file)).stream()
                            .map(line -> line.getBytes(UTF_8))
                            .toList());
        }
        bench.addBatches(many(generator::next));
        bench.run(Integer.getInteger("bench.rounds", 7));
        System.out.println(bench);
    }

    private void addSingle(String name, List<byte[]> events) {
        EventParser parser = new EventParser(1 << 20);
        List<byte[]> spaced = events.stream().map(ParseBench::spaced).toList();
        Leaves leaves = new Leaves();
        add(name, "strict parser", events, event -> parser.parse(event, null).size());
        add(name, "strict parser, spaces between tokens", spaced, event -> parser.parse(event, null)
                .size());
        add(name, "Jackson's token loop", events, event -> tokens(event, 0, event.length));
        add(name, "header of a stored event", events, event -> Header.of(event).hashCode());
        add(name, "leaf fields of a stored event", events, event -> {
            long[] characters = {0};
            leaves.walk(event, (path, pathLength, kind, text, offset, length) -> characters[0] += length);
            return characters[0];
        });
    }

    private void addBatches(List<byte[]> events) {
        EventParser parser = new EventParser(1 << 20);
        byte[] lines = joined(events, "", "\n", "");
        byte[] array = joined(events, "[", ",", "]");
        String name = String.format(Locale.ROOT, "%,d shop events in one body", BATCH);
        rows.put(
                row(name, "strict parser, one event a line"),
                new Row(() -> parser.parseLines(lines, null).events().size(), BATCH, lines.length));
        rows.put(
                row(name, "strict parser, JSON array"),
                new Row(() -> parser.parseArray(array, null).events().size(), BATCH, array.length));
        rows.put(
                row(name, "Jackson's token loop, JSON array"),
                new Row(() -> tokens(array, 0, array.length), BATCH, array.length));
    }

    /** What is done with one event. */
    private interface One {
        long run(byte[] event) throws IOException;
    }

    private void add(String name, String what, List<byte[]> events, One one) {
        long bytes = events.stream().mapToLong(event -> event.length).sum();
        rows.put(
                row(name, what),
                new Row(
                        () -> {
                            long sum = 0;
                            for (byte[] event : events) {
                                sum += one.run(event);
                            }
                            return sum;
                        },
                        events.size(),
                        bytes));
    }

    private static String row(String name, String what) {
        return name + " | " + what;
    }

    private void run(int rounds) throws IOException {
        long seen = 0;
        for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
            for (Row row : rows.values()) {
                seen += row.round(round >= 0);
            }
        }
        if (seen == 0) {
            throw new IllegalStateException("nothing was read");
        }
    }

    private static long tokens(byte[] json, int from, int length) throws IOException {
        long count = 0;
        try (JsonParser parser = JSON.createParser(json, from, length)) {
            while (parser.nextToken() != null) {
                count++;
            }
        }
        return count;
    }

    private static List<byte[]> many(Supplier<byte[]> generator) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            events.add(generator.get());
        }
        return events;
    }

    private static byte[] withCommonFields(byte[] event) {
        String text = new String(event, UTF_8);
        return ("{\"occurred_at\":\"2026-11-23T05:14:24.123456+01:00\",\"source\":\"shop-3\",\"tenant\":\"acme\","
                        + "\"dedup_key\":\"order-" + Arrays.hashCode(event) + "\"," + text.substring(1))
                .getBytes(UTF_8);
    }

    private static byte[] spaced(byte[] event) {
        return new String(event, UTF_8)
                .replace("\":", "\": ")
                .replace(",\"", ", \"")
                .getBytes(UTF_8);
    }

    private static byte[] joined(List<byte[]> events, String open, String between, String close) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(open.getBytes(UTF_8));
        for (int i = 0; i < events.size(); i++) {
            body.writeBytes((i == 0 ? "" : between).getBytes(UTF_8));
            body.writeBytes(events.get(i));
        }
        body.writeBytes(close.getBytes(UTF_8));
        return body.toByteArray();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public String toString() {
        StringBuilder table =
                new StringBuilder("| events | what | bytes an event | µs an event |\n|---|---|---:|---:|\n");
        rows.forEach((name, row) -> table.append(
                String.format(Locale.ROOT, "| %s | %,d | %.2f |%n", name, row.bytes / row.events, row.micros)));
        return table.toString();
    }
}
