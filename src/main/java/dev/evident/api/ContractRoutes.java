package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.SecureContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The API's contract: {@code GET /openapi.yaml}, and {@code GET /docs}, a page to read it and to try it out. Both are
 * for everybody and are served from a few files that the program carries, each by its exact name, so no path can lead
 * anywhere else and the page needs no other server.
 */
final class ContractRoutes {
    /** The page runs its own scripts only and talks to its own server only; Swagger UI's icons are data: images. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    void register(Routes routes) {
        routes.addOpen(HttpMethod.GET, "/openapi.yaml", context -> respond(context, "/openapi.yaml"));
        routes.addOpen(HttpMethod.GET, "/docs", context -> respond(context, page(context)));
        routes.addOpen(
                HttpMethod.GET, "/docs/:file", context -> respond(context, "/docs/" + context.pathParam("file")));
    }

    /** Its references are relative, and those from a path with a slash at its end are others. */
    private static String page(RoutingContext context) {
        return context.request().path().endsWith("/") ? "/docs/" : "/docs";
    }

    private static void respond(RoutingContext context, String path) {
        context.vertx()
                .executeBlocking(() -> Files.ALL.get(path), false) // the first one reads them all
                .onSuccess(file -> send(context, file))
                .onFailure(context::fail);
    }

    private static void send(RoutingContext context, @Nullable File file) {
        if (file == null) {
            context.fail(Problem.of(Kind.NOT_FOUND, "There is no such file.").exception());
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, file.etag);
        if (SecureContext.isSecure(context.request())) {
            response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
        }
        if (file.etag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end().onFailure(context::fail);
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, file.type)
                    .end(file.body)
                    .onFailure(context::fail);
        }
    }

    /**
     * One file as it is sent.
     *
     * @param etag a strong validator: the hash of the bytes
     */
    private record File(Buffer body, String type, String etag) {
        static File of(byte[] bytes, String type) {
            return new File(Buffer.buffer(bytes), type, '"' + hash(bytes) + '"');
        }

        private static String hash(byte[] bytes) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
            } catch (NoSuchAlgorithmException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }
    }

    /** What there is, read once when the first of it is asked for, and shared by all event loops. */
    private static final class Files {
        private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";
        private static final String HTML = "text/html; charset=utf-8";
        private static final String CSS = "text/css; charset=utf-8";
        private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

        static final Map<String, File> ALL = Map.of(
                "/docs/",
                        File.of(
                                text("/docs/index.html")
                                        .replace("\"docs/", "\"")
                                        .replace("\"openapi.yaml\"", "\"../openapi.yaml\"")
                                        .getBytes(StandardCharsets.UTF_8),
                                HTML),
                "/openapi.yaml", File.of(contract(), "application/yaml"),
                "/docs", File.of(bytes("/docs/index.html"), HTML),
                "/docs/start.js", File.of(bytes("/docs/start.js"), JAVASCRIPT),
                "/docs/page.css", File.of(bytes("/docs/page.css"), CSS),
                "/docs/icon.svg", File.of(bytes("/webroot/icon.svg"), "image/svg+xml"),
                "/docs/swagger-ui.css", File.of(bytes(SWAGGER_UI + "swagger-ui.css"), CSS),
                "/docs/swagger-ui-bundle.js", File.of(bytes(SWAGGER_UI + "swagger-ui-bundle.js"), JAVASCRIPT));

        private Files() {}

        /** The contract says which version of the program it describes. */
        private static byte[] contract() {
            return text("/openapi.yaml")
                    .replace("${version}", text("/dev/evident/version.txt").strip())
                    .getBytes(StandardCharsets.UTF_8);
        }

        private static String text(String resource) {
            return new String(bytes(resource), StandardCharsets.UTF_8);
        }

        private static byte[] bytes(String resource) {
            try (InputStream file = ContractRoutes.class.getResourceAsStream(resource)) {
                if (file == null) {
                    throw new IllegalStateException(resource + " is missing");
                }
                return file.readAllBytes();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
