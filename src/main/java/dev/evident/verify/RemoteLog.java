package dev.evident.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TilePath;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A log that is reached over HTTP. Believes nothing; blocks. The token is sent and shown to nobody. */
public final class RemoteLog {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final String DAMAGED = "urn:evident:problem:event-damaged";
    private static final int MAX_TRIES = 30;
    private static final int MAX_TILE = 256 * (2 + 65_535);

    private final HttpClient http;
    private final String url;
    private final @Nullable String token;

    /** A service, whose certificate, if any, the JDK has to trust. */
    public RemoteLog(URI url, @Nullable String token) {
        this(url, token, null);
    }

    /**
     * A service.
     *
     * @param url of the API, such as {@code https://audit.example.org}
     * @param token null for a log that is open to everybody
     * @param tls for https: whom to trust and what to present; null is what the JDK has
     */
    public RemoteLog(URI url, @Nullable String token, @Nullable SSLContext tls) {
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            throw new CannotCheckException("The URL begins with http:// or https:// and a host.");
        }
        this.url = url.toString().replaceFirst("/+$", "");
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        this.http = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    /** The newest checkpoint. */
    SignedNote checkpoint() {
        return SignedNote.parse(get("/log/checkpoint", SignedNote.MAX_BYTES));
    }

    /** A tile or bundle of entries, under way. */
    CompletableFuture<byte[]> tile(TilePath path) {
        HttpRequest request = request("/log/tile/" + path, "application/octet-stream");
        return patiently(request, MAX_TRIES).thenApply(response -> bytes(response, MAX_TILE));
    }

    /** A service that is busy says so; then the request is sent again, a second later. */
    private CompletableFuture<HttpResponse<InputStream>> patiently(HttpRequest request, int tries) {
        return http.sendAsync(request, BodyHandlers.ofInputStream()).thenCompose(response -> {
            if (tries <= 1 || (response.statusCode() != 503 && response.statusCode() != 429)) {
                return CompletableFuture.completedFuture(response);
            }
            close(response);
            Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
            return CompletableFuture.supplyAsync(() -> tries - 1, later).thenCompose(left -> patiently(request, left));
        });
    }

    /** The hashes that prove that one size grew into another. */
    List<byte[]> consistency(long old, long size) {
        byte[] json = get("/log/consistency?old=" + old + "&new=" + size, 1 << 20);
        try {
            JsonArray path = new JsonObject(new String(json, UTF_8)).getJsonArray("path");
            List<byte[]> hashes = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                hashes.add(Base64.getDecoder().decode(path.getString(i)));
            }
            return hashes;
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException malformed) {
            throw new CannotCheckException(url + " responded with something that is not a consistency proof.");
        }
    }

    /**
     * An evidence bundle, as it comes; empty when the token may not read events.
     *
     * @param query the filters as they stand in a URL; may be empty
     */
    public Optional<InputStream> bundle(String query) {
        return bundle(query, unknown -> {});
    }

    /**
     * The same.
     *
     * @param unknownFields is told which fields of the filters no event has, if any
     */
    public Optional<InputStream> bundle(String query, Consumer<String> unknownFields) {
        HttpResponse<InputStream> response =
                send(request("/events" + (query.isEmpty() ? "" : "?" + query), "application/zip"));
        if (response.statusCode() == 401 || response.statusCode() == 403) {
            close(response);
            return Optional.empty();
        }
        InputStream zip = require(response);
        response.headers().firstValue("Evident-Unknown-Fields").ifPresent(unknownFields);
        return Optional.of(zip);
    }

    private byte[] get(String target, int limit) {
        return bytes(send(request(target, "*/*")), limit);
    }

    private byte[] bytes(HttpResponse<InputStream> response, int limit) {
        try (InputStream body = require(response)) {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new CannotCheckException(response.uri().getPath() + " responded with more than it may have.");
            }
            return bytes;
        } catch (IOException cut) {
            throw new CannotCheckException(response.uri().getPath() + " responded incompletely: " + cut.getMessage());
        }
    }

    private InputStream require(HttpResponse<InputStream> response) {
        if (response.statusCode() != 200) {
            throw refused(response);
        }
        return response.body();
    }

    private static CannotCheckException refused(HttpResponse<InputStream> response) {
        String what = response.uri().getPath() + " responded with status " + response.statusCode();
        try (InputStream body = response.body()) {
            JsonObject problem = new JsonObject(new String(body.readNBytes(8_192), UTF_8));
            String said = problem.getString("detail");
            String message = said == null ? what + "." : what + ": " + said.replaceAll("\\p{Cntrl}", " ");
            Long seq = DAMAGED.equals(problem.getString("type")) ? problem.getLong("seq") : null;
            return seq == null ? new CannotCheckException(message) : CannotCheckException.damaged(message, seq);
        } catch (IOException | DecodeException | ClassCastException other) {
            return new CannotCheckException(what + ".");
        }
    }

    private static void close(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException ended) {
            // nothing of it was wanted
        }
    }

    private HttpRequest request(String target, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + target))
                .timeout(REQUEST_TIMEOUT)
                .header("Accept", accept);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.GET().build();
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException failure) {
            throw new CannotCheckException(url + " cannot be reached: " + failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CannotCheckException("interrupted");
        }
    }

    /** What a request under way came to. */
    static byte[] await(CompletableFuture<byte[]> bytes) {
        try {
            return bytes.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof CannotCheckException refused) {
                throw refused;
            }
            throw new CannotCheckException("A tile cannot be fetched: " + failure.getCause());
        }
    }
}
