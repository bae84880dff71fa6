package dev.evident.log.postgres;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a {@link WriterProgram}, again and again when it is killed, from where it was. */
final class WriterProcess implements AutoCloseable {
    private static final int OVERLAP = 50;

    private final String uri;
    private final Path directory;
    private final String name;
    private final int from;
    private final int to;

    /** Where each event was acknowledged to be. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch locked = new CountDownLatch(1);
    private volatile boolean done;
    private volatile long fed;
    private int incarnation;
    private @Nullable Process process;
    private @Nullable Thread output;

    /** Sends the keys from one number to another, which may be the lower. */
    WriterProcess(String uri, Path directory, String name, int from, int to) {
        this.uri = uri;
        this.directory = directory;
        this.name = name;
        this.from = from;
        this.to = to;
    }

    /** Starts where everything before is acknowledged, with some of that again. */
    void start() throws IOException {
        int step = to > from ? 1 : -1;
        int at = from;
        while (at != to && acknowledged.containsKey("k" + at)) {
            at += step;
        }
        at = Math.abs(at - from) <= OVERLAP ? from : at - step * OVERLAP;
        Process started = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProgram.class.getName(),
                        uri,
                        directory.toString(),
                        name + incarnation++,
                        String.valueOf(at),
                        String.valueOf(to))
                .redirectErrorStream(true)
                .start();
        process = started;
        Thread reader = new Thread(() -> read(started), "writer-" + name);
        output = reader;
        reader.start();
    }

    private void read(Process started) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line);
            }
        } catch (IOException killed) {
            // what it had said was read
        }
    }

    private void read(String line) {
        if (line.startsWith("ACK ")) {
            for (String place : line.substring(4).split(" ", -1)) {
                int colon = place.indexOf(':');
                if (colon > 0) {
                    acknowledged.merge(place.substring(0, colon), Long.valueOf(place.substring(colon + 1)), (a, b) -> {
                        if (!a.equals(b)) {
                            complaints.add("FATAL " + place + " was acknowledged at " + a + " and at " + b);
                        }
                        return a;
                    });
                }
            }
        } else if (line.startsWith("FED ")) {
            fed = Long.parseLong(line.substring(4));
        } else if (line.equals("LOCKED")) {
            locked.countDown();
        } else if (line.equals("DONE")) {
            done = true;
        } else {
            complaints.add(line);
        }
    }

    /** Ends it at once, as a power cut does. */
    void kill() throws InterruptedException {
        requireNonNull(process).destroyForcibly().waitFor();
        requireNonNull(output).join();
    }

    /** Sends a signal. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        String.valueOf(requireNonNull(process).pid()))
                .start()
                .waitFor();
    }

    /** Asks it to keep the log's lock for a while, and waits until it has it. */
    boolean holdsTheLock() throws IOException, InterruptedException {
        locked = new CountDownLatch(1);
        OutputStream input = requireNonNull(process).getOutputStream();
        input.write("hold\n".getBytes(StandardCharsets.US_ASCII));
        input.flush();
        return locked.await(10, TimeUnit.SECONDS);
    }

    /** How many events its feed has given, in their order. */
    long fed() {
        return fed;
    }

    boolean isDone() {
        return done;
    }

    /** When it is not, all that it said was read. */
    boolean isAlive() {
        if (requireNonNull(process).isAlive()) {
            return true;
        }
        try {
            requireNonNull(output).join();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
        return false;
    }

    Map<String, Long> acknowledged() {
        return acknowledged;
    }

    /** What it said besides. */
    Queue<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
