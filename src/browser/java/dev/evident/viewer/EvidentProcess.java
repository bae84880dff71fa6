package dev.evident.viewer;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged service, running as a process of its own on free ports. */
final class EvidentProcess implements AutoCloseable {
    static final String TOKEN = "secret_token";

    private static final int START_SECONDS = 60;
    private static final Pattern BANNER = Pattern.compile("^\\s*(API|Viewer)\\s+(http://127\\.0\\.0\\.1:\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final CompletableFuture<String> api = new CompletableFuture<>();
    private final CompletableFuture<String> viewer = new CompletableFuture<>();
    private final Queue<String> output = new ConcurrentLinkedQueue<>();

    private EvidentProcess(Process process) {
        this.process = process;
    }

    static EvidentProcess start(Path data) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                System.getProperty("packaged.jar", "target/evident.jar"));
        builder.environment()
                .putAll(Map.of(
                        "EVIDENT_DATA_DIR", data.toString(),
                        "EVIDENT_API_PORT", "0",
                        "EVIDENT_VIEWER_PORT", "0",
                        "EVIDENT_METRICS_PORT", "0"));
        EvidentProcess service =
                new EvidentProcess(builder.redirectErrorStream(true).start());
        Thread reader = new Thread(service::readOutput, "evident-output");
        reader.setDaemon(true);
        reader.start();
        try {
            service.viewer.get(START_SECONDS, TimeUnit.SECONDS);
            service.api.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (Exception failure) {
            service.close();
            throw new IllegalStateException("the service did not start: " + service.output, failure);
        }
        return service;
    }

    /** The page's address. */
    String viewer() {
        return viewer.join() + "/";
    }

    /** Sends one event. */
    void send(String event) throws IOException, InterruptedException {
        post("/event", "application/json", event);
    }

    /** Sends many events; the last one is the newest. */
    void sendAll(List<String> events) throws IOException, InterruptedException {
        post("/events", "application/x-ndjson", String.join("\n", events));
    }

    /** An event as JSON text. */
    static String event(String type, String user, String data) {
        String head =
                new JsonObject().put("event_type", type).put("user_id", user).encode();
        return head.substring(0, head.length() - 1) + ",\"variant_data\":" + data + "}";
    }

    /** Ends the process as an operator would, and waits. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void post(String path, String type, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.join() + path))
                .header("Authorization", TOKEN)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private void readOutput() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher banner = BANNER.matcher(line);
                if (banner.find()) {
                    (banner.group(1).equals("API") ? api : viewer).complete(banner.group(2));
                }
            }
        } catch (IOException closed) {
            output.add(closed.toString());
        }
        viewer.completeExceptionally(new IllegalStateException("the service ended"));
        api.completeExceptionally(new IllegalStateException("the service ended"));
    }
}
