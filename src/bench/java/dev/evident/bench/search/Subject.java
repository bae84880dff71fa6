package dev.evident.bench.search;

import java.util.List;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** A system that runs queries on the events. */
interface Subject {
    /** What a result says, in a form that is the same for all systems. */
    String result(MeasuredQuery query, MeasuredQuery.Draw draw) throws Exception;

    /** Asks a query again and again, after a warm-up. */
    Timing ask(MeasuredQuery query, double seconds) throws Exception;

    /**
     * How long responses took.
     *
     * @param p50 milliseconds
     * @param p99 milliseconds
     * @param asked how often
     * @param cut whether the longest were given up, so that the times are lower bounds
     */
    record Timing(double p50, double p99, long asked, boolean cut) {
        static Timing of(Histogram nanos, boolean cut) {
            return new Timing(
                    nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6,
                    nanos.getTotalCount(),
                    cut);
        }
    }

    /** The form of {@link #result} for counts of facets' values; equal counts are in no order, so values are left out. */
    static String stats(long count, List<List<Long>> facets) {
        return count + " events, "
                + facets.stream()
                        .map(counts -> counts.stream().map(String::valueOf).collect(Collectors.joining(" ", "(", ")")))
                        .collect(Collectors.joining(" "));
    }
}
