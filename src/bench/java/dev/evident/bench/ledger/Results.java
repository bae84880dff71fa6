package dev.evident.bench.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * The turns of a run and the table of them. A ratio is the median of the rounds' ratios, of turns that followed one another;
 * behind it the second lowest and the second highest.
 */
final class Results {
    private final Map<Workload, Map<Variant, List<Lane.Turn>>> turns = new EnumMap<>(Workload.class);

    void add(Workload workload, Variant variant, Lane.Turn turn) {
        turns.computeIfAbsent(workload, first -> new EnumMap<>(Variant.class))
                .computeIfAbsent(variant, first -> new ArrayList<>())
                .add(turn);
    }

    /** In Markdown. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(
                """
                | load | with | events/s | p50 ms | p99 ms | events/s, of neither | CPU µs/event | CPU, of neither |
                |---|---|---:|---:|---:|---:|---:|---:|
                """);
        turns.forEach((workload, variants) -> {
            List<Lane.Turn> neither = variants.getOrDefault(Variant.NEITHER, List.of());
            variants.forEach((variant, own) -> {
                boolean itself = variant == Variant.NEITHER;
                Histogram latencies = merge(own);
                out.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %,.0f | %s | %s | %s | %.1f | %s |%n",
                        workload,
                        variant,
                        median(own.stream()
                                .mapToDouble(Lane.Turn::eventsPerSecond)
                                .toArray()),
                        millis(latencies.getValueAtPercentile(50)),
                        millis(latencies.getValueAtPercentile(99)),
                        itself ? "1" : ratio(own, neither, Lane.Turn::eventsPerSecond),
                        median(own.stream().mapToDouble(Lane.Turn::micros).toArray()),
                        itself ? "1" : ratio(own, neither, Lane.Turn::micros)));
            });
        });
        return out.toString();
    }

    private static String ratio(List<Lane.Turn> own, List<Lane.Turn> neither, ToDoubleFunction<Lane.Turn> value) {
        double[] ratios = new double[own.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = value.applyAsDouble(own.get(round)) / value.applyAsDouble(neither.get(round));
        }
        double median = median(ratios);
        int second = Math.min(1, ratios.length / 2);
        return String.format(
                Locale.ROOT, "%.2f (%.2f–%.2f)", median, ratios[second], ratios[ratios.length - 1 - second]);
    }

    /** Sorts the values. */
    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    private static Histogram merge(List<Lane.Turn> turns) {
        Histogram all = new Histogram(turns.get(0).latencies());
        turns.forEach(turn -> all.add(turn.latencies()));
        return all;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.2f" : "%.0f", nanos / 1e6);
    }
}
