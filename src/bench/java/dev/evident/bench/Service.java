package dev.evident.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged service as a process on a data directory, and what can be asked of it besides load. */
public final class Service implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Server server;
    private final Path data;
    private final URI api;
    private final URI viewer;
    private final URI metrics;
    private final Duration startUp;

    private Service(Server server, Path data, URI api, URI viewer, URI metrics, Duration startUp) {
        this.server = server;
        this.data = data;
        this.api = api;
        this.viewer = viewer;
        this.metrics = metrics;
        this.startUp = startUp;
    }

    /** Starts it and waits until it is ready. */
    public static Service start(Options options, Path directory) throws IOException, InterruptedException {
        return start(options, directory, Map.of());
    }

    /** The same with further environment variables. */
    public static Service start(Options options, Path directory, Map<String, String> further)
            throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        long start = System.nanoTime();
        Map<String, String> environment = new HashMap<>(Map.of(
                "EVIDENT_DATA_DIR", data.toString(),
                "EVIDENT_API_PORT", "0",
                "EVIDENT_VIEWER_PORT", "0",
                "EVIDENT_METRICS_PORT", "0"));
        environment.putAll(further);
        Server server = Server.start(
                options,
                environment,
                directory,
                "service",
                "-jar",
                options.jar().toString());
        try {
            URI api = url(server, "API");
            URI viewer = url(server, "Viewer");
            URI metrics = url(server, "Metrics");
            while (status(metrics.resolve("/health/ready")) != 200) {
                server.requireAlive();
                Thread.sleep(5);
            }
            return new Service(server, data, api, viewer, metrics, Duration.ofNanos(System.nanoTime() - start));
        } catch (InterruptedException | RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    /** Where its API listens. */
    public URI api() {
        return api;
    }

    /** Where its page is. */
    public URI viewer() {
        return viewer;
    }

    /** From the start of the process until it was ready. */
    public Duration startUp() {
        return startUp;
    }

    /** Its process. */
    public Server process() {
        return server;
    }

    /** The body of a GET that must succeed. */
    public String get(String target) throws IOException, InterruptedException {
        return response(target).body();
    }

    /** The response to a GET that must succeed. */
    public HttpResponse<String> response(String target) throws IOException, InterruptedException {
        return require(200, send(api.resolve(target)));
    }

    /** Sends one event, which must be accepted. */
    public void post(byte[] event) throws IOException, InterruptedException {
        require(
                201,
                send(request(api.resolve("/event"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(event))
                        .build()));
    }

    /** The sum of a metric over its labels that contain a text; fails when there is no such metric. */
    public double metric(String name, String label) throws IOException, InterruptedException {
        double[] values = send(metrics.resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || (line.startsWith(name + "{") && line.contains(label)))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
        if (values.length == 0) {
            throw new IllegalStateException("there is no metric " + name);
        }
        return Arrays.stream(values).sum();
    }

    /** Heap in use after a full collection, in bytes. */
    double heapAfterCollection() throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(server.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return metric("jvm_memory_used_bytes", "area=\"heap\"");
    }

    /** Where it keeps the record. */
    public Path data() {
        return data;
    }

    /** Bytes of the search index's files, or of all others. */
    public long bytes(boolean index) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> index == data.relativize(file).startsWith("index"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Deletes the search index of a service that has stopped. */
    public void deleteIndex() throws IOException {
        Scratch.delete(data.resolve("index"));
    }

    /** Ends it as an operator would. */
    public void stop() throws InterruptedException {
        server.stop();
    }

    @Override
    public void close() {
        server.close();
    }

    private static URI url(Server server, String label) throws InterruptedException {
        return URI.create(server.await(Pattern.compile("(?m)^.*\\b" + label + "\\b.*?(http://[^\\s/]+)")));
    }

    private static int status(URI uri) throws InterruptedException {
        try {
            return send(uri).statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static HttpResponse<String> send(URI uri) throws IOException, InterruptedException {
        return send(request(uri).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri)
                .header("Authorization", "secret_token")
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> require(int status, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != status) {
            throw new IOException(response.uri() + ": " + response.statusCode() + " " + response.body());
        }
        return response;
    }
}
