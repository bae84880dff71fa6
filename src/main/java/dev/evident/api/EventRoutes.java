package dev.evident.api;

import dev.evident.bus.Cancellation;
import dev.evident.config.Configuration;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.EventParser;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.ingest.Ingest;
import dev.evident.query.Cursor;
import dev.evident.query.Query;
import dev.evident.query.QueryParser;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Events by HTTP: {@code POST /event}, {@code POST /events}, {@code GET /events}, {@code GET /events/{id}}. */
final class EventRoutes {
    /** Larger bodies are parsed on a worker thread; this many bytes take well under a millisecond. */
    private static final int PARSE_INLINE_BYTES = 32 << 10;

    /** What answering with events may hold in memory: one piece as read and as written. */
    private static final long ANSWER_BYTES = 2L << 20;

    private final Configuration.Api settings;
    private final EventParser parser;
    private final BodyReader bodies;
    private final Budget budget;
    private final Ingest ingest;
    private final EventQuery events;
    private final WorkerExecutor parsing;

    EventRoutes(Configuration.Api settings, Budget budget, Ingest ingest, EventQuery events, WorkerExecutor parsing) {
        this.settings = settings;
        this.parser = new EventParser((int) settings.maxEventBytes());
        this.bodies = new BodyReader(budget);
        this.budget = budget;
        this.ingest = ingest;
        this.events = events;
        this.parsing = parsing;
    }

    void register(Routes routes) {
        routes.add(HttpMethod.POST, "/event", Scope.WRITE, this::postOne);
        routes.add(HttpMethod.POST, "/events", Scope.WRITE, this::postMany);
        routes.add(HttpMethod.GET, "/events", Scope.READ, this::list);
        routes.add(HttpMethod.GET, "/events/:id", Scope.READ, this::get);
    }

    private void postOne(RoutingContext context, Token token) {
        MediaTypes.requireJson(context.request());
        String tenant = tenant(token);
        bodies.read(context, settings.maxEventBytes())
                .compose(bytes -> parse(bytes.length, () -> parser.parse(bytes, tenant)))
                .compose(ingest::one)
                .onSuccess(receipt -> context.response()
                        .setStatusCode(201)
                        .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                        .putHeader(HttpHeaders.LOCATION, "/events/" + receipt.id())
                        .end(EventJson.receipt(receipt)))
                .onFailure(context::fail);
    }

    private void postMany(RoutingContext context, Token token) {
        boolean lines = MediaTypes.isNdjson(context.request());
        String tenant = tenant(token);
        bodies.read(context, settings.maxBulkBytes())
                .compose(bytes -> parse(
                        bytes.length,
                        () -> lines ? parser.parseLines(bytes, tenant) : parser.parseArray(bytes, tenant)))
                .compose(ingest::all)
                .onSuccess(appended -> context.response()
                        .setStatusCode(201)
                        .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                        .end(new JsonObject()
                                .put("accepted", appended.ids().size())
                                .put("duplicates", 0)
                                .put("first_seq", appended.firstSeq())
                                .put("last_seq", appended.lastSeq())
                                .toBuffer()))
                .onFailure(context::fail);
    }

    private void list(RoutingContext context, Token token) {
        MediaTypes.requireAccepted(context.request(), MediaTypes.JSON);
        Query query = QueryParser.parse(context.request().query(), InstantSource.system());
        holdAnswer(context);
        events.run(query, query.limit().orElse(settings.defaultLimit()), tenant(token), cancellation(context))
                .compose(result -> {
                    context.response().putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON);
                    result.next().ifPresent(cursor -> link(context, cursor));
                    return ArrayAnswer.write(context.response(), result.events());
                })
                .onFailure(context::fail);
    }

    private void get(RoutingContext context, Token token) {
        MediaTypes.requireAccepted(context.request(), MediaTypes.JSON);
        UUID id = uuid(context.pathParam("id"));
        holdAnswer(context);
        events.find(id, tenant(token), cancellation(context))
                .compose(found -> {
                    Buffer json = Buffer.buffer();
                    EventJson.append(json, found.orElseThrow(EventRoutes::noSuchEvent));
                    return context.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                            .end(json);
                })
                .onFailure(context::fail);
    }

    private <T> Future<T> parse(int bytes, Callable<T> parse) {
        return bytes > PARSE_INLINE_BYTES
                ? parsing.executeBlocking(parse, false)
                : Future.future(promise -> {
                    try {
                        promise.complete(parse.call());
                    } catch (Exception refused) {
                        promise.fail(refused);
                    }
                });
    }

    private void holdAnswer(RoutingContext context) {
        Budget.Share share = budget.share();
        share.take(ANSWER_BYTES);
        context.addEndHandler(ended -> share.close());
    }

    /** A caller who has gone needs no answer. */
    private static Cancellation cancellation(RoutingContext context) {
        Cancellation cancellation = new Cancellation();
        context.addEndHandler(ended -> cancellation.cancel());
        return cancellation;
    }

    /** RFC 8288: the same conditions again, with the cursor in the place of the old one. */
    private static void link(RoutingContext context, Cursor next) {
        StringBuilder target = new StringBuilder("</events?");
        String raw = context.request().query();
        for (String parameter : raw == null ? new String[0] : raw.split("&", -1)) {
            if (!parameter.isEmpty() && !parameter.startsWith("cursor=")) {
                appendEncoded(target, parameter);
                target.append('&');
            }
        }
        target.append("cursor=").append(next.encode()).append(">; rel=\"next\"");
        context.response().putHeader("Link", target);
    }

    /** Percent-encodes what a sender left raw and a link cannot hold. */
    private static void appendEncoded(StringBuilder out, String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == '"') {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
    }

    private static @Nullable String tenant(Token token) {
        return token.tenant().orElse(null);
    }

    private static UUID uuid(String text) {
        try {
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException notOne) {
            // answered below
        }
        throw noSuchEvent();
    }

    private static RuntimeException noSuchEvent() {
        return Problem.of(Kind.NOT_FOUND, "There is no event with this id.").exception();
    }
}
