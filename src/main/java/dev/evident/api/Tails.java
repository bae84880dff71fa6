package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.Cancellation;
import dev.evident.bus.StoreMessages;
import dev.evident.config.Configuration;
import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Timestamps;
import dev.evident.http.Budget;
import dev.evident.query.Query;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The live tails of one event loop, woken when the log grows. */
final class Tails {
    private final Vertx vertx;
    private final Bus bus;
    private final EventQuery events;
    private final Slots slots;
    private final Budget budget;
    private final Counter sent;
    private final Duration heartbeat;
    private final Duration stall;
    private final Set<Tail> open = new HashSet<>();
    private long size;
    private boolean ended;

    Tails(
            Vertx vertx,
            Bus bus,
            EventQuery events,
            Slots slots,
            Budget budget,
            Counter sent,
            Configuration.Api settings) {
        this.vertx = vertx;
        this.bus = bus;
        this.events = events;
        this.slots = slots;
        this.budget = budget;
        this.sent = sent;
        this.heartbeat = Duration.ofMillis(settings.tailHeartbeatMs());
        this.stall = Duration.ofMillis(settings.tailStallMs());
        bus.subscribe(StoreMessages.COMMITTED, committed -> wake(committed.size()));
    }

    /** Refuses what no live tail can serve. */
    static void check(RoutingContext context, Query query) {
        TailStart.check(query, context.request().query(), Timestamps.micros(Instant.now()));
    }

    /** Starts a live tail of what matches the query, which has been {@linkplain #check checked}. */
    void open(RoutingContext context, Query query, Token token) {
        requireGoingOn();
        Slots.Slot slot = slots.take(context, token);
        context.put(Routes.ENDLESS, true);
        String last = TailStart.lastEventId(context.request().headers().getAll(TailStart.LAST_EVENT_ID));
        Cancellation cancellation = Disconnect.cancellation(context);
        Future<Long> begun = events.conditions(query, token.tenant().orElse(null))
                .compose(conditions -> events.unknownFields(
                                query, false, token.tenant().orElse(null), cancellation)
                        .map(unknown -> {
                            UnknownFields.put(context.response(), unknown);
                            return conditions;
                        }))
                .compose(conditions -> events.size().map(now -> {
                    long next = TailStart.position(query, conditions, last, now);
                    begin(context, new TailReader(bus, conditions, cancellation, slot), next, now);
                    return next;
                }));
        slot.during(begun).onFailure(context::fail);
    }

    /** Ends all of them; their readers come again when the service does. */
    void end() {
        ended = true;
        List.copyOf(open).forEach(Tail::end);
    }

    private void begin(RoutingContext context, TailReader reader, long next, long now) {
        requireGoingOn();
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        ResponseHead.put(context, Negotiation.EVENT_STREAM);
        Tail tail = new Tail(
                vertx,
                response,
                () -> Disconnect.now(context.request().connection()),
                reader,
                budget,
                sent,
                heartbeat,
                stall,
                next);
        open.add(tail);
        context.addEndHandler(over -> {
            tail.gone();
            open.remove(tail);
        });
        tail.wake(Math.max(now, size));
    }

    private void wake(long grown) {
        size = grown;
        if (!open.isEmpty()) {
            List.copyOf(open).forEach(tail -> tail.wake(grown));
        }
    }

    private void requireGoingOn() {
        if (ended) {
            throw Problem.of(Kind.UNAVAILABLE, "The service is stopping.").exception();
        }
    }
}
