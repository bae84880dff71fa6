package dev.evident.viewer;

import dev.evident.Client;
import dev.evident.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packaged service with a page to open and events to show. */
final class EvidentProcess implements AutoCloseable {
    /** None that everybody knows: with the demo token the service takes names of loopback only. */
    static final String TOKEN = "a_secret_of_these_tests";

    private final Path data;
    private final Map<String, String> environment;
    private ServiceProcess process;

    private EvidentProcess(Path data, Map<String, String> environment) throws Exception {
        this.data = data;
        this.environment = new HashMap<>(environment);
        this.environment.putIfAbsent(
                "EVIDENT_TOKENS",
                "[{\"name\":\"viewer\",\"secret\":\"" + TOKEN + "\",\"scopes\":[\"write\",\"read\"]}]");
        this.process = ServiceProcess.start(data, this.environment);
    }

    static EvidentProcess start(Path data) throws Exception {
        return start(data, Map.of());
    }

    /** Starts it with further environment variables. */
    static EvidentProcess start(Path data, Map<String, String> environment) throws Exception {
        return new EvidentProcess(data, environment);
    }

    /** Starts it again, after {@link #stop}, over the same data and on the same ports. */
    void startAgain() throws Exception {
        Map<String, String> same = new HashMap<>(environment);
        same.put("EVIDENT_API_PORT", String.valueOf(process.api().getPort()));
        same.put("EVIDENT_VIEWER_PORT", String.valueOf(process.viewer().getPort()));
        process = ServiceProcess.start(data, same);
    }

    /** Where the API is. */
    URI api() {
        return process.api();
    }

    /** Asks the API. */
    Client client() {
        return process.client(TOKEN);
    }

    /** The page's address. */
    String viewer() {
        return process.viewer() + "/";
    }

    /** Sends one event. */
    void send(String event) {
        requireStored(process.client(TOKEN).post(event));
    }

    /** Sends many events; the last one is the newest. */
    void sendAll(List<String> events) {
        requireStored(process.client(TOKEN).post("/events", Client.NDJSON, String.join("\n", events)));
    }

    /** An event as JSON text. */
    static String event(String type, String user, String data) {
        String head =
                new JsonObject().put("event_type", type).put("user_id", user).encode();
        return head.substring(0, head.length() - 1) + ",\"variant_data\":" + data + "}";
    }

    /** Ends the process as an operator would, and waits. */
    void stop() {
        try {
            process.terminate();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            process.close();
        }
    }

    private static void requireStored(HttpResponse<String> response) {
        if (response.statusCode() != 201) {
            throw new IllegalStateException("responded " + response.statusCode() + ": " + response.body());
        }
    }
}
