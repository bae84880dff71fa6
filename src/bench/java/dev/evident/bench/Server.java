package dev.evident.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, which says on its standard output where it listens. */
public final class Server implements AutoCloseable {
    private static final int STOP_SECONDS = 60;
    private static final int START_SECONDS = 120;

    private final Process process;
    private final Path log;
    private final Thread atExit;

    private Server(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static Server start(
            Options options, Map<String, String> environment, Path directory, String name, String... command)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(Arrays.asList(options.java().strip().split(" +")));
        line.addAll(Arrays.asList(command));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        Path log = directory.resolve(name + ".log");
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new Server(builder.start(), log);
    }

    /** Starts a class of the benchmarks that prints {@code listening on} and a URL. */
    public static Server start(Options options, Path directory, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        return start(options, Map.of(), directory, main.getSimpleName(), command.toArray(String[]::new));
    }

    /** Where such a class listens. */
    public URI listening() throws InterruptedException {
        return URI.create(await(Pattern.compile("listening on (http://\\S+)")));
    }

    /** Waits until the output matches; returns the first group. */
    String await(Pattern pattern) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(START_SECONDS).toNanos();
        while (System.nanoTime() < end) {
            Matcher matcher = pattern.matcher(output());
            if (matcher.find()) {
                return matcher.group(1);
            }
            if (!process.isAlive()) {
                break;
            }
            Thread.sleep(5);
        }
        throw new IllegalStateException("the server did not say " + pattern + " but:\n" + output());
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server has ended:\n" + output());
        }
    }

    long pid() {
        return process.pid();
    }

    /** Processor time used so far. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What it has written so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends it as an operator would, and fails when that does not work. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not stop:\n" + output());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // then the hook does its work
        }
    }
}
