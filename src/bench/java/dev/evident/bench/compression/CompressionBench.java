package dev.evident.bench.compression;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import dev.evident.bench.EventGenerator;
import dev.evident.codec.Binding;
import dev.evident.codec.DamagedException;
import dev.evident.codec.Dictionary;
import dev.evident.codec.Training;
import dev.evident.codec.ZstdCodec;
import dev.evident.config.Configuration.Compression;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Bodies of generated events, or those of a file of lines ({@code bench.file}): how small they get, and in what time. Then
 * whole records with and without compression, turn by turn: {@code bench.events} of them, {@code bench.rounds} times.
 */
public final class CompressionBench {
    private static final int LEARNED = 2_000;
    private static final int TRIED = 50_000;
    private static final int PASSES = 5;
    private static final int LEVEL = 3;
    private static final Binding BINDING = new Binding(new UUID(0, 0), new UUID(0, 0), "");

    private CompressionBench() {}

    public static void main(String[] arguments) throws IOException {
        String file = System.getProperty("bench.file", "");
        bodies(file.isEmpty() ? new EventGenerator(1, 0)::next : lines(Path.of(file)));
        records(Long.getLong("bench.events", 1_000_000), Integer.getInteger("bench.rounds", 3));
    }

    private static Supplier<byte[]> lines(Path file) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(line.getBytes(UTF_8));
        }
        int[] next = {0};
        return () -> lines.get(next[0]++ % lines.size());
    }

    private static void bodies(Supplier<byte[]> events) {
        List<byte[]> learned = Stream.generate(events).limit(LEARNED).toList();
        List<byte[]> tried = Stream.generate(events).limit(TRIED).toList();
        System.out.println("| bodies | B/event | compress µs | decompress µs |\n|---|---:|---:|---:|");
        double plain = tried.stream().mapToInt(body -> body.length).average().orElseThrow();
        System.out.printf("| as they are | %.1f | | |%n", plain);
        row("zstd alone", new byte[0], tried);
        row("dictionary of events", trainedOnEvents(learned), tried);
        long before = System.nanoTime();
        byte[] dictionary = Training.train(learned, null, 1).orElseThrow();
        long millis = (System.nanoTime() - before) / 1_000_000;
        row("dictionary of imitations, made in %d ms".formatted(millis), dictionary, tried);
    }

    private static byte[] trainedOnEvents(List<byte[]> learned) {
        byte[] dictionary = new byte[Dictionary.MAX_BYTES];
        long length = Zstd.trainFromBuffer(learned.toArray(byte[][]::new), dictionary, false, LEVEL);
        if (Zstd.isError(length)) {
            throw new IllegalStateException(Zstd.getErrorName(length));
        }
        return Arrays.copyOf(dictionary, (int) length);
    }

    private static void row(String what, byte[] bytes, List<byte[]> bodies) {
        try (ZstdCodec codec = new ZstdCodec()) {
            codec.add(new Dictionary(1, bytes));
            codec.use(1);
            List<byte[]> stored = new ArrayList<>();
            long compress = Long.MAX_VALUE;
            long decompress = Long.MAX_VALUE;
            for (int pass = 0; pass < PASSES; pass++) {
                stored.clear();
                long start = System.nanoTime();
                for (byte[] body : bodies) {
                    stored.add(codec.encode(body, BINDING));
                }
                long middle = System.nanoTime();
                for (byte[] one : stored) {
                    codec.decode(one, BINDING);
                }
                compress = Math.min(compress, middle - start);
                decompress = Math.min(decompress, System.nanoTime() - middle);
            }
            System.out.printf(
                    "| %s | %.1f | %.2f | %.2f |%n",
                    what,
                    stored.stream().mapToInt(one -> one.length).average().orElseThrow(),
                    compress / 1e3 / bodies.size(),
                    decompress / 1e3 / bodies.size());
        } catch (DamagedException damaged) {
            throw new IllegalStateException("a body did not come back", damaged);
        }
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
