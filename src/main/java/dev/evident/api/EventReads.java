package dev.evident.api;

import dev.evident.bus.Cancellation;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.Budget;
import dev.evident.http.MediaTypes;
import dev.evident.query.Query;
import dev.evident.query.QueryParser;
import dev.evident.query.RawQuery;
import dev.evident.query.ReservedNames;
import dev.evident.query.SeqRange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Events to read: {@code GET /events} as a page, an export or a live tail, and {@code GET /events/{id}}. {@code HEAD
 * /events} checks what is asked for and looks for no event.
 */
final class EventReads {
    /** What a response with events may hold in memory: one piece as read and as written. */
    private static final long ANSWER_BYTES = 2L << 20;

    private static final List<String> TYPES =
            List.of(MediaTypes.JSON, MediaTypes.NDJSON, Negotiation.CSV, Negotiation.EVENT_STREAM, Negotiation.ZIP);

    private final int defaultLimit;
    private final Budget budget;
    private final EventQuery events;
    private final Bundles bundles;
    private final Slots exports;
    private final Tails tails;
    private final WorkerExecutor workers;
    private final ReadAudit audit;
    private final MeterRegistry registry;

    EventReads(
            int defaultLimit,
            Budget budget,
            EventQuery events,
            Bundles bundles,
            Slots exports,
            Tails tails,
            WorkerExecutor workers,
            ReadAudit audit,
            MeterRegistry registry) {
        this.defaultLimit = defaultLimit;
        this.budget = budget;
        this.events = events;
        this.bundles = bundles;
        this.exports = exports;
        this.tails = tails;
        this.workers = workers;
        this.audit = audit;
        this.registry = registry;
    }

    /** The counter of events that were sent, by the name of their format. */
    static Counter sent(MeterRegistry registry, String format) {
        return Counter.builder("evident.events.sent")
                .description("Events sent to readers")
                .tag("format", format)
                .register(registry);
    }

    void register(Routes routes) {
        routes.add(HttpMethod.GET, "/events", Scope.READ, this::list);
        routes.add(HttpMethod.GET, "/events/:id", Scope.READ, this::get);
    }

    private void list(RoutingContext context, Token token) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        String type = Negotiation.type(context.request(), TYPES);
        RawQuery columns = RawQuery.without(Columns.PARAMETER, context.request().query());
        RawQuery bom = RawQuery.without(CsvFormat.BYTE_ORDER_MARK, columns.others());
        boolean marked = CsvFormat.isMarked(bom.value());
        if (!type.equals(Negotiation.CSV)) {
            refuse(Columns.PARAMETER, columns.value().isPresent());
            refuse(CsvFormat.BYTE_ORDER_MARK, marked);
        }
        Query query = QueryParser.parse(bom.others(), InstantSource.system());
        String tenant = token.tenant().orElse(null);
        Optional<CsvFormat> csv = type.equals(Negotiation.CSV)
                ? Optional.of(new CsvFormat(columns.value().map(Columns::parse).orElseGet(Columns::usual), marked))
                : Optional.empty();
        if (type.equals(Negotiation.EVENT_STREAM)) {
            Tails.check(context, query);
        }
        if (HttpMethod.HEAD.equals(context.request().method())) {
            ResponseHead.put(context, type);
            context.response().end();
            return;
        }
        switch (type) {
            case Negotiation.EVENT_STREAM -> tails.open(context, query, token);
            case Negotiation.CSV -> export(context, query, token, type, "csv", csv.orElseThrow());
            case Negotiation.ZIP -> evidence(context, query, token);
            case MediaTypes.NDJSON -> export(context, query, token, type, "ndjson", new EventFormat.Ndjson());
            default -> page(context, query, tenant);
        }
    }

    private static void refuse(String parameter, boolean given) {
        if (given) {
            throw Problem.of(
                            Kind.INVALID_PARAMETER,
                            parameter + " is for " + Negotiation.CSV + " only." + ReservedNames.hint(parameter))
                    .with("field", parameter)
                    .exception();
        }
    }

    private void page(RoutingContext context, Query query, @Nullable String tenant) {
        Budget.Share share = holdResponse();
        ResponseHead.put(context, MediaTypes.JSON);
        EventEncoder encoder = encoder(new EventFormat.JsonArray(), false);
        int limit = query.limit().orElse(defaultLimit);
        respond(context, query, limit, tenant, SeqRange.ALL, now(encoder), "json")
                .onComplete(done -> share.close());
    }

    /**
     * Events with their proofs. The size of the log is read once, before its events: none that is committed later is among
     * them, and the checkpoint covers all of them.
     */
    private void evidence(RoutingContext context, Query query, Token token) {
        Slots.Slot slot = exports.take(context, token);
        audit.exporting(context);
        ResponseHead.put(context, Negotiation.ZIP);
        String asked = context.request().query();
        AtomicLong proven = new AtomicLong();
        String tenant = token.tenant().orElse(null);
        slot.during(bundles.size()
                        .onFailure(failure -> fail(context, failure))
                        .compose(size -> respond(
                                context,
                                query,
                                query.limit().orElse(0),
                                tenant,
                                new SeqRange(0, size),
                                () -> bundles.begin(size, asked, token.name(), proven::set),
                                "zip")))
                .onComplete(
                        sent -> audit.exported(context, token, "zip", proven.get(), sent.succeeded() && sent.result()));
    }

    private void export(
            RoutingContext context, Query query, Token token, String type, String format, EventFormat written) {
        Slots.Slot slot = exports.take(context, token);
        audit.exporting(context);
        ResponseHead.put(context, type);
        EventEncoder encoder = encoder(written, ResponseHead.isCompressed(context, type));
        String tenant = token.tenant().orElse(null);
        slot.during(respond(context, query, query.limit().orElse(0), tenant, SeqRange.ALL, now(encoder), format))
                .onComplete(sent ->
                        audit.exported(context, token, format, encoder.count(), sent.succeeded() && sent.result()));
    }

    /** Completes with whether all of it was sent. */
    private Future<Boolean> respond(
            RoutingContext context,
            Query query,
            int limit,
            @Nullable String tenant,
            SeqRange within,
            Supplier<Future<? extends PieceEncoder>> encoding,
            String format) {
        HttpServerResponse response = context.response();
        Cancellation cancellation = Disconnect.cancellation(context);
        Counter sent = sent(registry, format);
        return Future.<Void>succeededFuture() // what is thrown at once fails it as well
                .compose(begun -> events.run(query, limit, tenant, within, cancellation))
                .compose(result -> events.unknownFields(query, result.count().orElse(0) > 0, tenant, cancellation)
                        .map(unknown -> {
                            UnknownFields.put(response, unknown);
                            return result;
                        }))
                .compose(result -> {
                    result.next().ifPresent(cursor -> NextLink.put(context, cursor));
                    if (!format.equals("json")) {
                        result.count().ifPresent(count -> response.putHeader("Evident-Count", String.valueOf(count)));
                    }
                    return encoding.get()
                            .compose(encoder ->
                                    EventsResponse.write(response, result.events(), encoder, sent, cancellation));
                })
                .onFailure(failure -> fail(context, failure));
    }

    private void get(RoutingContext context, Token token) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Negotiation.type(context.request(), List.of(MediaTypes.JSON));
        UUID id = uuid(context.pathParam("id"));
        Budget.Share share = holdResponse();
        events.find(id, token.tenant().orElse(null))
                .compose(found -> {
                    Buffer json = Buffer.buffer();
                    EventJson.append(json, found.orElseThrow(EventReads::noSuchEvent));
                    return context.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                            .end(json);
                })
                .onComplete(done -> share.close())
                .onFailure(context::fail);
    }

    private EventEncoder encoder(EventFormat format, boolean gzip) {
        try {
            return new EventEncoder(format, gzip, workers);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // it writes to memory
        }
    }

    private static Supplier<Future<? extends PieceEncoder>> now(PieceEncoder encoder) {
        return () -> Future.succeededFuture(encoder);
    }

    /** To be closed when the work for the response has ended: that may be long after the caller has gone. */
    private Budget.Share holdResponse() {
        Budget.Share share = budget.share();
        share.take(ANSWER_BYTES);
        return share;
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (!context.response().headWritten()) {
            ResponseHead.remove(context.response());
        }
        context.fail(failure);
    }

    /** The id in a path, or the problem {@code not-found}. */
    static UUID uuid(String text) {
        try {
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException notOne) {
            // refused below
        }
        throw noSuchEvent();
    }

    static RuntimeException noSuchEvent() {
        return Problem.of(Kind.NOT_FOUND, "There is no event with this id.").exception();
    }
}
