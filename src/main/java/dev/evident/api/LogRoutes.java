package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.LogMessages;
import dev.evident.bus.LogMessages.Consistency;
import dev.evident.bus.LogMessages.KeysRequest;
import dev.evident.bus.LogMessages.Sizes;
import dev.evident.config.Scope;
import dev.evident.event.Parts;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.MediaTypes;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.TilePath;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * The log as C2SP tlog-tiles serves it below {@code /log}, and the keys to check it with. It tells nothing of the events
 * but their number, so an operator may open it to everybody.
 */
final class LogRoutes {
    /** Who may check may see all of this; who may read may as well. */
    static final List<Scope> SCOPES = List.of(Scope.READ, Scope.VERIFY);

    static final String ORIGIN = "origin";

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String TILES = "/log/tile/";
    private static final int YEAR_SECONDS = 31_536_000;
    private static final int SIZE_DIGITS = 18;

    private final Bus bus;
    private final boolean open;
    private final WorkerExecutor workers;

    /**
     * @param open whether no token is needed
     * @param workers on which responses are compressed
     */
    LogRoutes(Bus bus, boolean open, WorkerExecutor workers) {
        this.bus = bus;
        this.open = open;
        this.workers = workers;
    }

    void register(Routes routes) {
        add(routes, "/log/checkpoint", context -> origin(context)
                .map(name -> bus.request(LogMessages.CHECKPOINT_OF, name))
                .orElseGet(() -> bus.request(LogMessages.CHECKPOINT, 0L))
                .compose(signed -> send(context, TEXT, "max-age=1", Buffer.buffer(signed.note()))));
        add(routes, "/log/key", context -> origin(context)
                .map(name -> bus.request(LogMessages.KEYS_OF, name))
                .orElseGet(() -> bus.request(LogMessages.KEYS, new KeysRequest()))
                .compose(keys -> send(
                        context,
                        TEXT,
                        "max-age=60",
                        Buffer.buffer(
                                keys.list().stream().map(key -> key + "\n").collect(Collectors.joining())))));
        add(routes, "/log/consistency", this::consistency);
        add(routes, TILES + "*", this::tile);
    }

    private interface Handler {
        Future<Void> to(RoutingContext context);
    }

    private void add(Routes routes, String path, Handler handler) {
        if (open) {
            routes.addOpen(HttpMethod.GET, path, context -> handler.to(context).onFailure(context::fail));
        } else {
            routes.add(HttpMethod.GET, path, SCOPES, (context, token) -> handler.to(context)
                    .onFailure(context::fail));
        }
    }

    /** The path is taken as it was sent: every tile has one address, by which it is cached. */
    private Future<Void> tile(RoutingContext context) {
        String sent = context.request().path();
        TilePath path;
        try {
            path = TilePath.parse(sent.startsWith(TILES) ? sent.substring(TILES.length()) : "");
        } catch (MalformedException none) {
            throw Problem.of(Kind.NOT_FOUND, "There is no such tile: " + none.getMessage())
                    .exception();
        }
        return bus.request(LogMessages.TILE, path).compose(found -> {
            byte[] bytes = found.orElseThrow(
                    () -> Problem.of(Kind.NOT_FOUND, "The newest checkpoint does not cover this tile.")
                            .exception());
            return path.entries() ? sendEntries(context, bytes) : sendTile(context, Buffer.buffer(bytes));
        });
    }

    /** Entries are text and shrink to half, tiles of hashes do not at all (C2SP tlog-tiles, "Entry bundles"). */
    private Future<Void> sendEntries(RoutingContext context, byte[] bytes) {
        context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (!Negotiation.gzip(context.request())) {
            return sendTile(context, Buffer.buffer(bytes));
        }
        return workers.executeBlocking(() -> gzip(bytes), false).compose(compressed -> {
            context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            return sendTile(context, compressed);
        });
    }

    private Future<Void> sendTile(RoutingContext context, Buffer bytes) {
        return send(context, "application/octet-stream", "max-age=" + YEAR_SECONDS + ", immutable", bytes);
    }

    /** The same bytes give the same bytes: no time stands in the header. */
    private static Buffer gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length);
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return Buffer.buffer(compressed.toByteArray());
    }

    private Future<Void> consistency(RoutingContext context) {
        for (String name : context.queryParams().names()) {
            if (!name.equals("old") && !name.equals("new")) {
                throw refused(name, "There is no such parameter; there are old and new.");
            }
        }
        OptionalLong old = size(context, "old");
        if (old.isEmpty()) {
            throw refused("old", "The size of the older tree is required.");
        }
        return bus.request(LogMessages.CONSISTENCY, new Sizes(old.getAsLong(), size(context, "new")))
                .compose(proof -> send(context, MediaTypes.JSON, "no-store", json(proof)));
    }

    /** The name of the log that is meant, when the request has one. */
    static Optional<String> origin(RoutingContext context) {
        List<String> written = context.queryParams().getAll(ORIGIN);
        if (written.size() > 1) {
            throw refused(ORIGIN, "It is required once.");
        }
        return written.stream().findFirst();
    }

    private static OptionalLong size(RoutingContext context, String name) {
        List<String> written = context.queryParams().getAll(name);
        if (written.isEmpty()) {
            return OptionalLong.empty();
        }
        long size = Parts.number(written.get(0), SIZE_DIGITS);
        boolean padded = written.get(0).startsWith("0") && written.get(0).length() > 1;
        if (written.size() > 1 || size < 0 || padded) {
            throw refused(name, "A number of events is required, once.");
        }
        return OptionalLong.of(size);
    }

    private static RuntimeException refused(String parameter, String detail) {
        return Problem.of(Kind.INVALID_PARAMETER, detail)
                .with("field", parameter)
                .exception();
    }

    private static Buffer json(Consistency proof) {
        JsonArray path = new JsonArray();
        proof.path().forEach(hash -> path.add(Base64.getEncoder().encodeToString(hash)));
        return new JsonObject()
                .put("old", proof.older())
                .put("new", proof.newer())
                .put("path", path)
                .toBuffer();
    }

    private Future<Void> send(RoutingContext context, String type, String caching, Buffer body) {
        String who = caching.equals("no-store") ? "" : open ? "public, " : "private, ";
        return context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, who + caching)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }
}
