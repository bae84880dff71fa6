package dev.evident;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The packaged program as a process, {@code java -jar evident.jar}, whose output is read as it comes. */
final class Program {
    static final Map<String, String> FREE_PORTS =
            Map.of("EVIDENT_API_PORT", "0", "EVIDENT_VIEWER_PORT", "0", "EVIDENT_METRICS_PORT", "0");

    private static final String JAR = Path.of(System.getProperty("packaged.jar", "target/evident.jar"))
            .toAbsolutePath()
            .toString();
    private static final long DEADLINE_S = 40;

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<Thread> readers;

    private Program(Process process) {
        this.process = process;
        this.readers = List.of(
                new Thread(() -> process.inputReader().lines().forEach(line -> {
                    out.add(line);
                    lines.add(line);
                })),
                new Thread(() -> process.errorReader().lines().forEach(err::add)));
        readers.forEach(Thread::start);
    }

    /** Starts it in a directory, with these environment variables and no others of its own. */
    static Program start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-jar", JAR));
        command.addAll(List.of(arguments));
        return start(command, directory, environment);
    }

    private static Program start(List<String> command, Path directory, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null")); // nobody is there to type
        builder.environment().keySet().removeIf(name -> name.startsWith("EVIDENT_") || name.endsWith("JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        return new Program(builder.start());
    }

    /** Starts a class with a main method from the classes of this test, in a JVM with these options. */
    static Program ofTests(Path directory, Map<String, String> environment, List<String> options, Class<?> main)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return start(command, directory, environment);
    }

    /** What the banner names. */
    record Banner(String api, String viewer, String metrics, String data, String config) {}

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it at once, as a power cut does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for the next line that begins so and has these parts. */
    String awaitLine(String begin, String... parts) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (true) {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("no line begins with " + begin + "; errors: " + err);
            }
            if (line.startsWith(begin) && List.of(parts).stream().allMatch(line::contains)) {
                return line;
            }
        }
    }

    Banner awaitBanner() throws InterruptedException {
        return new Banner(named("API"), named("Viewer"), named("Metrics"), named("Data"), named("Config"));
    }

    private String named(String name) throws InterruptedException {
        return awaitLine("  " + name + " ").substring(name.length() + 2).strip();
    }

    /** Sends SIGTERM; unlike {@code Process.destroy} it leaves the output open. */
    void terminate() {
        process.toHandle().destroy();
    }

    int exit() throws InterruptedException {
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; output: " + lines);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    /** Complete after {@link #exit}. */
    List<String> out() {
        return List.copyOf(out);
    }

    List<String> err() {
        return List.copyOf(err);
    }
}
