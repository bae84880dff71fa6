package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program as a process of its own, on free ports, over a directory that outlives it. */
public final class ServiceProcess implements AutoCloseable {
    private static final String JAR = System.getProperty("packaged.jar", "target/evident.jar");
    private static final Pattern BANNER = Pattern.compile("^\\s*(API|Viewer|Metrics)\\s+(https?://[^/\\s]+)");
    private static final int START_SECONDS = 60;

    /** Starting takes as long as compiling, so little of it is done. */
    private static final List<String> JAVA = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR);

    private final Process process;
    private final CompletableFuture<URI> api = new CompletableFuture<>();
    private final CompletableFuture<URI> viewer = new CompletableFuture<>();
    private final CompletableFuture<URI> metrics = new CompletableFuture<>();
    private final Map<String, CompletableFuture<URI>> where = Map.of("API", api, "Viewer", viewer, "Metrics", metrics);
    private final Queue<String> output = new ConcurrentLinkedQueue<>();

    private ServiceProcess(Process process) {
        this.process = process;
    }

    /** Starts it, without events of its own in its log, and waits until it says where it is. */
    public static ServiceProcess start(Path data) throws Exception {
        return start(data, Map.of(), List.of());
    }

    /** The same with further environment variables, such as ports that another process had before. */
    public static ServiceProcess start(Path data, Map<String, String> environment) throws Exception {
        return start(data, environment, List.of());
    }

    /** The same with a configuration file. */
    static ServiceProcess start(Path data, Path configuration) throws Exception {
        return start(data, Map.of(), List.of("--config", configuration.toString()));
    }

    /**
     * The same with little memory and few files.
     *
     * @param heap as {@code -Xmx} takes it
     * @param descriptors that the process may have open
     */
    public static ServiceProcess startSmall(Path data, Map<String, String> environment, String heap, int descriptors)
            throws Exception {
        return start(
                new ProcessBuilder(
                        "sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh", java(), "-Xmx" + heap),
                data,
                environment,
                List.of());
    }

    private static ServiceProcess start(Path data, Map<String, String> environment, List<String> arguments)
            throws Exception {
        return start(new ProcessBuilder(java(), "-Xmx256m"), data, environment, arguments);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static ServiceProcess start(
            ProcessBuilder builder, Path data, Map<String, String> environment, List<String> arguments)
            throws Exception {
        builder.command().addAll(JAVA);
        builder.command().addAll(arguments);
        builder.environment()
                .putAll(Map.of(
                        "EVIDENT_DATA_DIR", data.toString(),
                        "EVIDENT_AUDIT_EVENTS", "false",
                        "EVIDENT_API_PORT", "0",
                        "EVIDENT_VIEWER_PORT", "0",
                        "EVIDENT_METRICS_PORT", "0"));
        builder.environment().putAll(environment);
        ServiceProcess service =
                new ServiceProcess(builder.redirectErrorStream(true).start());
        Thread reader = new Thread(service::readOutput, "evident-output");
        reader.setDaemon(true);
        reader.start();
        try {
            service.api.get(START_SECONDS, TimeUnit.SECONDS);
            service.viewer.get(START_SECONDS, TimeUnit.SECONDS);
            service.metrics.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (Exception failure) {
            service.close();
            throw new AssertionError("the service did not start: " + service.output(), failure);
        }
        return service;
    }

    public Client client() {
        return client("secret_token");
    }

    /** A client with this token. */
    public Client client(String token) {
        return new Client(api.join(), token);
    }

    /** Where its API is. */
    public URI api() {
        return api.join();
    }

    /** Where its page is. */
    public URI viewer() {
        return viewer.join();
    }

    /** Where metrics and health are. */
    public URI metrics() {
        return metrics.join();
    }

    /** What {@code /health/ready} returns. */
    public HttpResponse<String> health() {
        return new Client(metrics.join(), "none").get("/health/ready");
    }

    /** What {@code /metrics} shows. */
    public String shownMetrics() {
        return new Client(metrics.join(), "none").get("/metrics").body();
    }

    /** What it has printed. */
    public String output() {
        return String.join("\n", output);
    }

    /** The number by which the operating system knows it. */
    public long pid() {
        return process.pid();
    }

    /** Waits until it has ended by itself, and returns its exit status. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            throw new AssertionError("the service does not end: " + output());
        }
        return process.exitValue();
    }

    /** Ends it at once, as the operating system or a power cut does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, as an operator does, and returns its exit status. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private void readOutput() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher found = BANNER.matcher(line);
                if (found.find()) {
                    Objects.requireNonNull(where.get(found.group(1)), "a listener that the banner names")
                            .complete(URI.create(found.group(2)));
                }
            }
        } catch (IOException killed) {
            output.add(killed.toString());
        }
        api.completeExceptionally(new IllegalStateException("the service ended"));
        viewer.completeExceptionally(new IllegalStateException("the service ended"));
        metrics.completeExceptionally(new IllegalStateException("the service ended"));
    }
}
