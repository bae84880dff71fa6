package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A producer or reader of events, who sends one token with everything. Thread-safe. */
public final class Client {
    public static final String JSON = "application/json";
    public static final String NDJSON = "application/x-ndjson";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private final URI api;
    private final String token;

    Client(URI api, String token) {
        this.api = api;
        this.token = token;
    }

    public HttpResponse<String> get(String target) {
        return send(request(target).GET().build());
    }

    /** Asks for one representation. */
    public HttpResponse<String> get(String target, String accept) {
        return send(request(target).header("Accept", accept).GET().build());
    }

    /** Asks for one representation that is too large to hold, and reads its lines as they come. */
    public Stream<String> lines(String target, String accept) {
        return send(request(target).header("Accept", accept).GET().build(), BodyHandlers.ofLines())
                .body();
    }

    /** Asks for what is no text. */
    public HttpResponse<byte[]> bytes(String target) {
        return send(request(target).GET().build(), BodyHandlers.ofByteArray());
    }

    /** Asks for what is no text, with another header. */
    public HttpResponse<byte[]> bytes(String target, String header, String value) {
        return send(request(target).header(header, value).GET().build(), BodyHandlers.ofByteArray());
    }

    /** Sends one event. */
    public HttpResponse<String> post(String event) {
        return post("/event", JSON, event);
    }

    public HttpResponse<String> post(String target, String type, String body) {
        return send(request(target)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Sends a compressed body. */
    public HttpResponse<String> post(String target, String type, String coding, byte[] body) {
        return send(request(target)
                .header("Content-Type", type)
                .header("Content-Encoding", coding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    /** The events of one page, as {@link Returned#list} reads them; fails when there is no page. */
    public List<Returned> list(String target) {
        return Returned.list(found(target));
    }

    /** Every event of a query, from page to page to the very end. */
    public List<Returned> listAll(String target) {
        List<Returned> all = new ArrayList<>();
        for (Optional<String> at = Optional.of(target); at.isPresent(); ) {
            HttpResponse<String> page = found(at.get());
            for (Returned event : Returned.list(page)) {
                requireOrder(all, event, target.contains("order=asc"));
                all.add(event);
            }
            at = next(page);
        }
        return all;
    }

    /** Pages that go round would never end. */
    private static void requireOrder(List<Returned> all, Returned event, boolean oldestFirst) {
        if (all.isEmpty()) {
            return;
        }
        long before = all.get(all.size() - 1).seq();
        if (oldestFirst ? event.seq() <= before : event.seq() >= before) {
            throw new AssertionError(event.seq() + " comes after " + before);
        }
    }

    /** Where the next page is, by the header {@code Link}. */
    public static Optional<String> next(HttpResponse<String> page) {
        return page.headers().firstValue("Link").map(link -> {
            Matcher next = NEXT.matcher(link);
            if (!next.matches()) {
                throw new AssertionError("not a link to a next page: " + link);
            }
            return "/" + next.group(1); // relative to /events
        });
    }

    /** A value as it stands in a query, everything but letters and digits percent-encoded. */
    public static String encode(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> found(String target) {
        HttpResponse<String> page = get(target);
        if (page.statusCode() != 200) {
            throw new AssertionError(target + " responded " + page.statusCode() + ": " + page.body());
        }
        return page;
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(api + target))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", token);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        return send(request, BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request, handler);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
