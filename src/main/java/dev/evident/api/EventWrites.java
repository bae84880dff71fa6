package dev.evident.api;

import dev.evident.bus.StoreMessages.Outcome;
import dev.evident.config.Configuration;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.EventParser;
import dev.evident.ingest.Ingest;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Events to store: {@code POST /event}, {@code POST /events}. */
final class EventWrites {
    /** Larger bodies are parsed on a worker thread; this many bytes take well under a millisecond. */
    private static final int PARSE_INLINE_BYTES = 32 << 10;

    private final Configuration.Api settings;
    private final EventParser parser;
    private final BodyReader bodies;
    private final Ingest ingest;
    private final WorkerExecutor parsing;

    EventWrites(Configuration.Api settings, Budget budget, Ingest ingest, WorkerExecutor parsing) {
        this.settings = settings;
        this.parser = new EventParser((int) settings.maxEventBytes());
        this.bodies = new BodyReader(budget);
        this.ingest = ingest;
        this.parsing = parsing;
    }

    void register(Routes routes) {
        routes.add(HttpMethod.POST, "/event", Scope.WRITE, this::postOne);
        routes.add(HttpMethod.POST, "/events", Scope.WRITE, this::postMany);
    }

    private void postOne(RoutingContext context, Token token) {
        MediaTypes.requireJson(context.request());
        String tenant = tenant(token);
        String key = IdempotencyKey.of(context.request());
        bodies.read(context, settings.maxEventBytes())
                .compose(bytes -> parse(bytes.length, () -> parser.parse(bytes, tenant, key)))
                .compose(ingest::one)
                .onSuccess(receipt -> acknowledge(context, receipt.replayed())
                        .putHeader(HttpHeaders.LOCATION, Reference.to(context.request(), "events/" + receipt.id()))
                        .end(EventJson.receipt(receipt)))
                .onFailure(context::fail);
    }

    private void postMany(RoutingContext context, Token token) {
        boolean lines = MediaTypes.isNdjson(context.request());
        IdempotencyKey.refuse(context.request());
        String tenant = tenant(token);
        bodies.read(context, settings.maxBulkBytes())
                .compose(bytes -> parse(
                                bytes.length,
                                () -> lines ? parser.parseLines(bytes, tenant) : parser.parseArray(bytes, tenant))
                        .compose(batch -> ingest.all(batch.allGood())
                                .recover(failure -> Future.failedFuture(
                                        lines ? BatchLines.name(failure, batch.places()) : failure))))
                .onSuccess(appended -> {
                    int accepted = appended.count(Outcome.STORED);
                    acknowledge(context, accepted == 0)
                            .end(new JsonObject()
                                    .put("accepted", accepted)
                                    .put("duplicates", appended.count(Outcome.DUPLICATE))
                                    .put("first_seq", appended.firstSeq())
                                    .put("last_seq", appended.lastSeq())
                                    .toBuffer());
                })
                .onFailure(context::fail);
    }

    /** What was stored by this request is new; what had been before it is answered as it was then. */
    private static HttpServerResponse acknowledge(RoutingContext context, boolean replayed) {
        HttpServerResponse response = context.response()
                .setStatusCode(replayed ? 200 : 201)
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON);
        return replayed ? response.putHeader(IdempotencyKey.REPLAYED, "true") : response;
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

    private static @Nullable String tenant(Token token) {
        return token.tenant().orElse(null);
    }
}
