package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reader of a live tail. */
final class TailClient implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final BufferedReader lines;
    private String lastId = "";

    /**
     * What stands between two empty lines.
     *
     * @param event its name; empty when it has none
     */
    record Message(String id, String event, String data, boolean comment) {}

    TailClient(RunningService service, String token, String target, @Nullable String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.api() + target))
                .header("Authorization", token)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<java.io.InputStream> response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
        Message hello = next();
        assertThat(hello.event + hello.data).as("nothing but retry and id").isEmpty();
    }

    /** The next message, whatever it is; null at the end of the stream. */
    @Nullable
    Message nextOrEnd() throws IOException {
        String id = "";
        String event = "";
        String data = "";
        boolean comment = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                return new Message(id, event, data, comment);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
                lastId = id;
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.startsWith(":")) {
                comment = true;
            } else {
                assertThat(line).isEqualTo("retry: 2000");
            }
        }
        return null;
    }

    Message next() throws IOException {
        return Objects.requireNonNull(nextOrEnd(), "the stream has ended");
    }

    /** This number of next events. */
    List<Message> events(int count) throws IOException {
        List<Message> events = new ArrayList<>();
        while (events.size() < count) {
            Message message = next();
            if (!message.data.isEmpty()) {
                assertThat(message.event).isEqualTo("event");
                events.add(message);
            }
        }
        return events;
    }

    /** What a browser would send when it comes again. */
    String lastId() {
        return lastId;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
