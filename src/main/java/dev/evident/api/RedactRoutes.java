package dev.evident.api;

import dev.evident.api.Confirmations.Filter;
import dev.evident.api.Confirmations.Given;
import dev.evident.bus.Bus;
import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StatsMessages;
import dev.evident.bus.StatsMessages.Request;
import dev.evident.bus.StoreMessages;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.http.MediaTypes;
import dev.evident.http.Reference;
import dev.evident.intake.formats.Receipts;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import dev.evident.log.message.Redact;
import dev.evident.query.FieldFilter;
import dev.evident.query.RawQuery;
import dev.evident.query.SeqRange;
import dev.evident.query.StatsQuery;
import dev.evident.query.StatsQueryParser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deletes content for good: {@code POST /events/{id}/redact} and, by a filter, {@code POST /events/redact}. */
final class RedactRoutes {
    /** A request by a filter ends after this time, complete or not; connections that are silent for longer end. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    static final String DRY_RUN = "dry_run";
    private static final int SAMPLE = 10;

    private final Vertx vertx;
    private final Bus bus;
    private final EventQuery events;
    private final BodyReader bodies;
    private final Confirmations confirmations;

    RedactRoutes(Vertx vertx, Bus bus, EventQuery events, BodyReader bodies, Confirmations confirmations) {
        this.vertx = vertx;
        this.bus = bus;
        this.events = events;
        this.bodies = bodies;
        this.confirmations = confirmations;
    }

    void register(Routes routes) {
        routes.add(HttpMethod.POST, "/events/redact", Scope.ADMIN, this::byFilter);
        routes.add(HttpMethod.POST, "/events/:id/redact", Scope.ADMIN, this::one);
    }

    private void one(RoutingContext context, Token token) {
        MediaTypes.requireJson(context.request().headers());
        UUID id = EventReads.uuid(context.pathParam("id"));
        read(context, token, Set.of("reason"))
                .compose(request -> find(id, token)
                        .compose(event -> event.redaction() == null
                                ? redact(context, event, request.reason(), token)
                                : already(context, event.redaction())))
                .onFailure(context::fail);
    }

    private Future<Void> redact(RoutingContext context, StoredEvent event, String reason, Token token) {
        Redact one = new Redact(List.of(event.seq()), reason, token.name(), tenant(token), List.of());
        return bus.request(StoreMessages.REDACT, one).compose(done -> {
            if (done.by().isEmpty()) { // by somebody else meanwhile
                return find(event.id(), token).compose(now -> already(context, now.redaction()));
            }
            Placed by = done.by().get().places().get(0);
            context.response().setStatusCode(201);
            return respond(context, by);
        });
    }

    /** What was asked for is so: responds with the receipt of the event that made it so. */
    private Future<Void> already(RoutingContext context, @Nullable Redaction redaction) {
        if (redaction == null) {
            return Future.failedFuture(new IllegalStateException("an event was redacted and is not"));
        }
        return bus.request(StoreMessages.GET, new Get(List.of(redaction.by()))).compose(found -> {
            StoredEvent by = found.list().get(0);
            return respond(context, new Placed(Outcome.STORED, by.id(), by.seq(), by.micros()));
        });
    }

    private static Future<Void> respond(RoutingContext context, Placed receipt) {
        return context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                .putHeader(HttpHeaders.LOCATION, Reference.to(context.request().path(), "events/" + receipt.id()))
                .end(Receipts.json(receipt));
    }

    private Future<StoredEvent> find(UUID id, Token token) {
        return events.find(id, tenant(token)).map(found -> found.orElseThrow(EventReads::noSuchEvent));
    }

    private void byFilter(RoutingContext context, Token token) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        RawQuery raw = RawQuery.without(DRY_RUN, context.request().query());
        boolean dryRun = isDryRun(raw.value());
        Filter filter = RedactFilter.parse(raw.others());
        Cancellation cancellation = Disconnect.cancellation(context);
        if (dryRun) {
            dryRun(context, filter, token, cancellation);
            return;
        }
        MediaTypes.requireJson(context.request().headers());
        read(context, token, Set.of("reason", "confirm"))
                .compose(request -> {
                    long size = confirmations.size(request.confirm(), filter, token);
                    Redact how = new Redact(
                            List.of(), request.reason(), token.name(), tenant(token), RedactFilter.names(filter));
                    return conditions(filter, token, size)
                            .compose(meant -> new Redactions(vertx, bus, how, cancellation, TIMEOUT).run(meant))
                            .compose(done -> respond(context, done, filter, token, size));
                })
                .onFailure(context::fail);
    }

    private static boolean isDryRun(Optional<String> value) {
        if (value.isPresent() && !Set.of("true", "false").contains(value.get())) {
            throw Problem.of(Kind.INVALID_PARAMETER, "dry_run is true or false.")
                    .with("field", DRY_RUN)
                    .exception();
        }
        return value.isPresent() && value.get().equals("true");
    }

    private void dryRun(RoutingContext context, Filter filter, Token token, Cancellation cancellation) {
        StatsQuery count = StatsQueryParser.parse(null, InstantSource.system());
        events.unknownFields(filter.query(), false, tenant(token), cancellation)
                .compose(unknown -> {
                    UnknownFields.put(context.response(), unknown);
                    return events.size();
                })
                .compose(size -> conditions(filter, token, size).compose(meant -> {
                    Request howMany = new Request(count, meant, Optional.empty(), cancellation);
                    Search some = new Search(meant, false, SAMPLE, cancellation);
                    return bus.request(StatsMessages.STATS, howMany)
                            .compose(counted -> bus.request(IndexMessages.SEARCH, some)
                                    .compose(hits -> sample(hits.seqs()))
                                    .compose(sample -> context.response()
                                            .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                                            .end(new JsonObject()
                                                    .put("count", counted.count())
                                                    .put("log_size", size)
                                                    .put("sample", sample)
                                                    .mergeIn(confirm(filter, token, size))
                                                    .toBuffer())));
                }))
                .onFailure(context::fail);
    }

    private Future<JsonArray> sample(List<Long> seqs) {
        Future<List<StoredEvent>> found = seqs.isEmpty()
                ? Future.succeededFuture(List.of())
                : bus.request(StoreMessages.GET, new Get(seqs)).map(Events::list);
        return found.map(list -> {
            JsonArray sample = new JsonArray();
            list.forEach(event -> sample.add(event.id().toString()));
            return sample;
        });
    }

    private Future<Void> respond(RoutingContext context, Redactions.Done done, Filter filter, Token token, long size) {
        JsonObject json = new JsonObject()
                .put("redacted", done.count())
                .put("events", done.events())
                .put("complete", done.complete());
        if (!done.complete()) {
            json.mergeIn(confirm(filter, token, size));
        }
        return context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                .end(json.toBuffer());
    }

    private JsonObject confirm(Filter filter, Token token, long size) {
        Given given = confirmations.give(filter, token, size);
        return new JsonObject()
                .put("confirm", given.text())
                .put("expires", Timestamps.format(Timestamps.micros(given.expires())));
    }

    /** What the filter means among the first events, without what is redacted already and what never can be. */
    private Future<Conditions> conditions(Filter filter, Token token, long size) {
        return events.conditions(filter.query(), tenant(token)).map(meant -> {
            List<FieldFilter> filters = new ArrayList<>(meant.filters());
            filters.addAll(RedactFilter.REDACTABLE);
            return new Conditions(filters, meant.text(), meant.seqFilters(), meant.range(), meant.occurred())
                    .within(new SeqRange(0, size));
        });
    }

    private Future<RedactRequest> read(RoutingContext context, Token token, Set<String> members) {
        return bodies.read(
                context,
                BodyReader.owner(token),
                RedactRequest.MAX_BYTES,
                body -> Future.succeededFuture(RedactRequest.parse(body.plain(), members)));
    }

    private static @Nullable String tenant(Token token) {
        return token.tenant().orElse(null);
    }
}
