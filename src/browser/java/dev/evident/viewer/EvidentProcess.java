package dev.evident.viewer;

import dev.evident.Client;
import dev.evident.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/** The packaged service with a page to open and events to show. */
final class EvidentProcess implements AutoCloseable {
    static final String TOKEN = "secret_token";

    private final ServiceProcess process;

    private EvidentProcess(ServiceProcess process) {
        this.process = process;
    }

    static EvidentProcess start(Path data) throws Exception {
        return new EvidentProcess(ServiceProcess.start(data));
    }

    /** The page's address. */
    String viewer() {
        return process.viewer() + "/";
    }

    /** Sends one event. */
    void send(String event) {
        requireStored(process.client().post(event));
    }

    /** Sends many events; the last one is the newest. */
    void sendAll(List<String> events) {
        requireStored(process.client().post("/events", Client.NDJSON, String.join("\n", events)));
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
        try (process) {
            stop();
        }
    }

    private static void requireStored(HttpResponse<String> answer) {
        if (answer.statusCode() != 201) {
            throw new IllegalStateException("answered " + answer.statusCode() + ": " + answer.body());
        }
    }
}
