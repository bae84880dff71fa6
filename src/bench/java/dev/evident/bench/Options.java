package dev.evident.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What to measure, from the system properties {@code bench.*}.
 *
 * @param jar the service to measure
 * @param events sizes of the log at which queries are measured, growing; empty for none
 * @param seconds length of each measurement
 * @param warmup seconds of load before the first measurement of a server
 * @param connections numbers of connections for single events; empty for none
 * @param java arguments of the JVMs of the service and of the ceiling
 */
public record Options(Path jar, long[] events, double seconds, double warmup, int[] connections, String java) {

    /** The options of this run. */
    public static Options read() {
        return new Options(
                Path.of(System.getProperty("bench.jar", "target/evident.jar")).toAbsolutePath(),
                numbers("bench.events", "1000000,5000000"),
                Double.parseDouble(System.getProperty("bench.seconds", "10")),
                Double.parseDouble(System.getProperty("bench.warmup", "60")),
                Arrays.stream(numbers("bench.connections", "1,64,256"))
                        .mapToInt(Math::toIntExact)
                        .toArray(),
                System.getProperty("bench.java", "-Xmx512m"));
    }

    /** Fails when the service has not been built. */
    public void requireJar() {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: build it first");
        }
    }

    private static long[] numbers(String property, String otherwise) {
        return Arrays.stream(System.getProperty(property, otherwise).split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty() && !text.equals("0"))
                .mapToLong(Long::parseLong)
                .toArray();
    }
}
