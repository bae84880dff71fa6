package dev.evident.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a run of {@link HttpLoad} did.
 *
 * @param requests served
 * @param events in them
 * @param nanos from the first byte sent to the last received
 * @param latencies of each request, in nanoseconds
 */
public record LoadResult(long requests, long events, long nanos, Histogram latencies) {
    /** Requests a second. */
    public double requestsPerSecond() {
        return requests * 1e9 / nanos;
    }

    /** Events a second. */
    public double eventsPerSecond() {
        return events * 1e9 / nanos;
    }

    /** The latency that a share of the requests stays below, in milliseconds. */
    public double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }
}
