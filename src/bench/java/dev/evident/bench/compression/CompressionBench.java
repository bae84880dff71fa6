package dev.evident.bench.compression;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.bench.EventGenerator;
import dev.evident.bench.pictures.OfficeEvents;
import dev.evident.config.Configuration.Compression;
import dev.evident.log.PastRecord.Past;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How small bodies get, and in what time: those of generated events, of an office, and of a file of lines ({@code
 * bench.file}), which is learned from and tried whole. Then whole records with and without compression, turn by turn:
 * {@code bench.events} of them, {@code bench.rounds} times.
 */
public final class CompressionBench {
    private static final int LEARNED = 2_000;
    private static final int TRIED = 20_000;

    private CompressionBench() {}

    public static void main(String[] arguments) throws IOException {
        EventGenerator generator = new EventGenerator(1, 0);
        split(
                "generated events",
                Stream.generate(generator::next).limit(LEARNED + TRIED).toList());
        Instant start = Instant.parse("2026-01-05T00:00:00Z");
        split(
                "an office",
                new OfficeEvents(1)
                        .between(start, start.plus(Duration.ofDays(40))).stream()
                                .map(Past::event)
                                .limit(LEARNED + TRIED)
                                .toList());
        String file = System.getProperty("bench.file", "");
        if (!file.isEmpty()) {
            List<byte[]> lines = Files.readAllLines(Path.of(file)).stream()
                    .map(line -> line.getBytes(UTF_8))
                    .toList();
            BodyRows.print(Path.of(file).getFileName().toString(), lines, lines);
        }
        records(Long.getLong("bench.events", 1_000_000), Integer.getInteger("bench.rounds", 3));
    }

    private static void split(String what, List<byte[]> bodies) {
        BodyRows.print(what, bodies.subList(0, LEARNED), bodies.subList(LEARNED, bodies.size()));
    }

    private static void records(long events, int rounds) throws IOException {
        System.out.println("| record of %,d events | B/event | rows/s written | CPU µs/row | rows/s read | CPU µs/row |"
                .formatted(events));
        System.out.println("|---|---:|---:|---:|---:|---:|");
        Map<Compression, List<RecordRun.Result>> results = new EnumMap<>(Compression.class);
        Vertx vertx = Vertx.vertx();
        for (int round = 0; round < rounds; round++) {
            for (Compression compression : Compression.values()) {
                RecordRun.Result result = RecordRun.of(vertx, compression, events);
                results.computeIfAbsent(compression, first -> new ArrayList<>()).add(result);
            }
        }
        vertx.close().await();
        results.forEach((compression, all) -> System.out.println(RecordRun.Result.row(compression.name(), all)));
    }
}
