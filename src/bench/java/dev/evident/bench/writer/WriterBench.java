package dev.evident.bench.writer;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Races the ways to write a batch and prints rows a second, and processor time a row, by batch size.
 *
 * <p>Options, as system properties: {@code bench.batches}, {@code bench.slice} (seconds), {@code bench.rounds}, {@code
 * bench.pages}, {@code bench.checkpoints}, {@code bench.only} (a part of the names wanted).
 */
public final class WriterBench {
    private WriterBench() {}

    public static void main(String[] args) throws Exception {
        int[] batches = numbers("bench.batches", "1,8,64,256,1000,4000");
        double seconds = Double.parseDouble(System.getProperty("bench.slice", "0.7"));
        int rounds = Integer.getInteger("bench.rounds", 7);
        String only = System.getProperty("bench.only", "");
        Vertx vertx = Vertx.vertx();
        Path directory = Files.createTempDirectory("evident-writer-bench");
        try {
            for (int pageSize : numbers("bench.pages", "4096")) {
                for (int checkpoint : numbers("bench.checkpoints", "1000")) {
                    List<Lane> lanes = lanes(vertx, directory, pageSize, checkpoint, only);
                    System.out.println("\npage_size " + pageSize + ", wal_autocheckpoint " + checkpoint);
                    Map<Integer, List<List<Lane.Result>>> results = race(lanes, batches, rounds, seconds);
                    print(lanes, results);
                    for (Lane lane : lanes) {
                        lane.finish();
                    }
                    delete(directory);
                }
            }
        } finally {
            vertx.close().await();
            delete(directory);
            Files.delete(directory);
        }
    }

    private static List<Lane> lanes(Vertx vertx, Path directory, int pageSize, int checkpoint, String only)
            throws Exception {
        List<Lane> lanes = new ArrayList<>();
        for (Entry entry : Entry.values()) {
            if (entry == Entry.CEILING || entry.name().matches(".*(" + only + ").*")) {
                lanes.add(
                        Lane.open(vertx, entry, new Database(directory.resolve(entry + ".db"), pageSize, checkpoint)));
            }
        }
        return lanes;
    }

    /**
     * Every round gives each lane its turn, each time in another order, so a drift of the machine meets all alike.
     */
    private static Map<Integer, List<List<Lane.Result>>> race(
            List<Lane> lanes, int[] batches, int rounds, double seconds) throws Exception {
        for (Lane lane : lanes) {
            lane.run(256, 1);
        }
        Map<Integer, List<List<Lane.Result>>> results = new TreeMap<>();
        for (int size : batches) {
            List<List<Lane.Result>> perLane = new ArrayList<>();
            lanes.forEach(lane -> perLane.add(new ArrayList<>()));
            for (int round = 0; round < rounds; round++) {
                for (int turn = 0; turn < lanes.size(); turn++) {
                    int lane = (round + turn) % lanes.size();
                    perLane.get(lane).add(lanes.get(lane).run(size, seconds));
                }
            }
            results.put(size, perLane);
        }
        return results;
    }

    private static void print(List<Lane> lanes, Map<Integer, List<List<Lane.Result>>> results) {
        StringBuilder out = new StringBuilder("| median rows/s, ratio, (CPU µs/row) |");
        results.keySet().forEach(size -> out.append(' ').append(size).append(" |"));
        out.append("\n|---|").append("---:|".repeat(results.size())).append('\n');
        for (int i = 0; i < lanes.size(); i++) {
            out.append("| ").append(lanes.get(i).name()).append(" |");
            for (List<List<Lane.Result>> perLane : results.values()) {
                double rate = median(perLane.get(i), Lane.Result::rowsPerSecond);
                double ceiling = median(perLane.get(0), Lane.Result::rowsPerSecond);
                double cpu = median(perLane.get(i), Lane.Result::cpuMicrosPerRow);
                out.append(" %,.0f · %.2f (%.1f) |".formatted(rate, rate / ceiling, cpu));
            }
            out.append('\n');
        }
        System.out.print(out);
    }

    private static double median(List<Lane.Result> results, ToDoubleFunction<Lane.Result> value) {
        double[] sorted = results.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static int[] numbers(String property, String otherwise) {
        return Arrays.stream(System.getProperty(property, otherwise).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
