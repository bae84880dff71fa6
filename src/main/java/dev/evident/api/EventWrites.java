package dev.evident.api;

import dev.evident.config.Configuration;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.EventParser;
import dev.evident.event.NewEvent;
import dev.evident.event.ParsedBatch;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ProblemException;
import dev.evident.intake.Ingest;
import dev.evident.intake.Receipt;
import dev.evident.log.message.Outcome;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events to store: {@code POST /event}, {@code POST /events}. */
final class EventWrites {
    static final String PARTIAL = "partial";

    private final Configuration.Api settings;
    private final EventParser parser;
    private final BodyReader bodies;
    private final Ingest ingest;
    private final Parsing parsing;
    private final Quarantine quarantine;

    EventWrites(Configuration.Api settings, Quarantine quarantine, BodyReader bodies, Ingest ingest, Parsing parsing) {
        this.settings = settings;
        this.parser = new EventParser((int) settings.maxEventBytes());
        this.bodies = bodies;
        this.ingest = ingest;
        this.parsing = parsing;
        this.quarantine = quarantine;
    }

    /**
     * One event, or what is kept in its place.
     *
     * @param refused why the event is not accepted; null when it is
     */
    private record One(NewEvent event, @Nullable Problem refused) {}

    void register(Routes routes) {
        routes.add(HttpMethod.POST, "/event", Scope.WRITE, this::postOne);
        routes.add(HttpMethod.POST, "/events", Scope.WRITE, this::postMany);
    }

    private void postOne(RoutingContext context, Token token) {
        MediaTypes.requireJson(context.request());
        String key = IdempotencyKey.of(context.request());
        Budget.Share kept = quarantine.share();
        bodies.read(context, BodyReader.owner(token), settings.maxEventBytes(), body -> parsing.run(
                                body, bytes -> one(bytes, token, key, kept))
                        .compose(one -> ingest.one(one.event)
                                .onSuccess(receipt -> acknowledge(context, receipt, one.refused))
                                .recover(failure -> keepConflict(context, token, one.event, failure, kept))))
                .onComplete(done -> kept.close())
                .onFailure(context::fail);
    }

    private One one(byte[] bytes, Token token, @Nullable String key, Budget.Share kept) {
        try {
            return new One(parser.parse(bytes, token.tenant().orElse(null), key), null);
        } catch (ProblemException refused) {
            if (!quarantine.isOn()) {
                throw refused;
            }
            return new One(quarantine.one(token, refused.problem(), bytes, key, kept), refused.problem());
        }
    }

    private Future<Receipt> keepConflict(
            RoutingContext context, Token token, NewEvent event, Throwable failure, Budget.Share kept) {
        if (!quarantine.isOn()
                || !(failure instanceof ProblemException refused)
                || refused.problem().kind() != Kind.DEDUP_CONFLICT) {
            return Future.failedFuture(failure);
        }
        return ingest.one(quarantine.one(token, refused.problem(), event.body(), null, kept))
                .onSuccess(receipt -> acknowledge(context, receipt, refused.problem()));
    }

    private static void acknowledge(RoutingContext context, Receipt receipt, @Nullable Problem refused) {
        if (refused == null) {
            acknowledge(context, receipt.replayed())
                    .putHeader(HttpHeaders.LOCATION, Reference.to(context.request(), "events/" + receipt.id()))
                    .end(EventJson.receipt(receipt));
        } else {
            JsonObject kept = EventJson.receipt(receipt)
                    .toJsonObject()
                    .put("quarantined", true)
                    .put("problem", Problems.members(refused));
            context.response()
                    .setStatusCode(202)
                    .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                    .putHeader(HttpHeaders.LOCATION, Reference.to(context.request(), "events/" + receipt.id()))
                    .end(Problems.buffer(kept));
        }
    }

    private void postMany(RoutingContext context, Token token) {
        boolean lines = MediaTypes.isNdjson(context.request());
        IdempotencyKey.refuse(context.request());
        boolean each = isPartial(context) || quarantine.isOn();
        bodies.read(
                        context,
                        BodyReader.owner(token),
                        settings.maxBulkBytes(),
                        body -> each ? each(context, token, body, lines) : together(context, token, body, lines))
                .onFailure(context::fail);
    }

    private Future<Void> together(RoutingContext context, Token token, Body body, boolean lines) {
        String tenant = token.tenant().orElse(null);
        return parsing.run(body, bytes -> lines ? parser.parseLines(bytes, tenant) : parser.parseArray(bytes, tenant))
                .compose(batch -> ingest.all(batch.allGood())
                        .recover(failure ->
                                Future.failedFuture(lines ? BatchLines.name(failure, batch.places()) : failure)))
                .compose(appended -> {
                    int accepted = appended.count(Outcome.STORED);
                    return acknowledge(context, accepted == 0)
                            .end(new JsonObject()
                                    .put("accepted", accepted)
                                    .put("duplicates", appended.count(Outcome.DUPLICATE))
                                    .put("first_seq", appended.firstSeq())
                                    .put("last_seq", appended.lastSeq())
                                    .toBuffer());
                });
    }

    /** The good events are stored whatever the others are. */
    private Future<Void> each(RoutingContext context, Token token, Body body, boolean lines) {
        String tenant = token.tenant().orElse(null);
        Budget.Share kept = quarantine.share();
        return parsing.run(body, bytes -> {
                    ParsedBatch parsed;
                    try {
                        parsed = lines ? parser.parseLines(bytes, tenant) : parser.parseArray(bytes, tenant);
                    } catch (ProblemException refused) {
                        if (!quarantine.isOn()) {
                            throw refused;
                        }
                        return quarantine.whole(token, refused.problem(), bytes, kept);
                    }
                    return quarantine.batch(token, parsed, bytes, kept);
                })
                .compose(batch -> store(batch, token))
                .compose(stored -> {
                    if (stored.isPartial()) {
                        return context.response()
                                .setStatusCode(207)
                                .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                                .end(stored.json());
                    }
                    return acknowledge(context, stored.accepted() == 0).end(stored.json());
                })
                .onComplete(done -> kept.close());
    }

    private Future<PartialReceipt> store(Quarantine.Batch batch, Token token) {
        List<NewEvent> events = batch.all();
        if (events.isEmpty()) {
            return Future.succeededFuture(new PartialReceipt(batch, List.of()));
        }
        return ingest.each(events).compose(appended -> {
            PartialReceipt receipt = new PartialReceipt(batch, appended.places());
            List<NewEvent> conflicts = quarantine.conflicts(token, batch, receipt.conflicts());
            return conflicts.isEmpty()
                    ? Future.succeededFuture(receipt)
                    : ingest.each(conflicts).map(kept -> receipt);
        });
    }

    private static boolean isPartial(RoutingContext context) {
        List<String> values = context.queryParam(PARTIAL);
        if (values.isEmpty()) {
            return false;
        }
        String value = values.get(0);
        if (values.size() > 1 || (!value.equals("true") && !value.equals("false"))) {
            throw Problem.of(Kind.INVALID_PARAMETER, PARTIAL + " is true or false, once.")
                    .with("field", PARTIAL)
                    .exception();
        }
        return value.equals("true");
    }

    /** What was stored by this request is new; what had been before it has the receipt of then. */
    private static HttpServerResponse acknowledge(RoutingContext context, boolean replayed) {
        HttpServerResponse response = context.response()
                .setStatusCode(replayed ? 200 : 201)
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON);
        return replayed ? response.putHeader(IdempotencyKey.REPLAYED, "true") : response;
    }
}
