package dev.evident.bench.ledger;

import dev.evident.bench.Options;
import dev.evident.bench.Progress;
import dev.evident.bench.Scratch;
import dev.evident.bench.load.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what the log's tree and the head file cost over HTTP: three services take turns, one of which has neither. Prints
 * one table. See docs/performance.md.
 *
 * <p>Options, as system properties: {@code bench.jar}, {@code bench.java}, {@code bench.warmup} (seconds for each of the
 * three), {@code bench.rounds}.
 */
public final class LedgerBench {
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<Workload, Rotation> requests = new EnumMap<>(Workload.class);

    private LedgerBench() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.read();
        options.requireJar();
        Path directory = Files.createTempDirectory("evident-bench");
        try {
            Results results = new LedgerBench().run(options, directory);
            System.out.println();
            System.out.println(results);
        } finally {
            Scratch.delete(directory);
        }
    }

    private Results run(Options options, Path directory) throws Exception {
        for (Workload workload : Workload.values()) {
            requests.put(workload, workload.prepare());
        }
        try {
            for (Variant variant : Variant.values()) {
                lanes.add(new Lane(variant, variant.start(options, directory)));
            }
            long warm = System.nanoTime() + (long) (options.warmup() * 1e9 * lanes.size());
            for (int round = 0; System.nanoTime() < warm; round++) {
                round(round, new Results());
            }
            Progress.say("warm");
            Results results = new Results();
            int rounds = Integer.getInteger("bench.rounds", 7);
            for (int round = 0; round < rounds; round++) {
                round(round, results);
            }
            for (Lane lane : lanes) {
                lane.finish();
            }
            return results;
        } finally {
            lanes.forEach(Lane::close);
        }
    }

    /** Gives each lane its turn, each time in another order, so that what came before it is not always the same. */
    private void round(int round, Results results) throws IOException, InterruptedException {
        for (Map.Entry<Workload, Rotation> load : requests.entrySet()) {
            for (int turn = 0; turn < lanes.size(); turn++) {
                Lane lane = lanes.get((round + turn) % lanes.size());
                results.add(load.getKey(), lane.variant(), lane.run(load.getKey(), load.getValue()));
            }
        }
    }
}
