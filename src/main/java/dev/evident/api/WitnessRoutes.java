package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.LogMessages;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.merkle.AddCheckpoint;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * The witness for other logs, C2SP tlog-witness: {@code POST /witness/add-checkpoint}. Open, as the protocol has it: what
 * counts is the log's signature on the checkpoint.
 */
final class WitnessRoutes {
    /** Of the bodies of strangers. */
    private static final String OWNER = "witness";

    private final Bus bus;
    private final BodyReader bodies;
    private final Slots slots;
    private final boolean witnessing;

    /**
     * The route.
     *
     * @param witnessing whether any log is witnessed here
     */
    WitnessRoutes(Bus bus, BodyReader bodies, Slots slots, boolean witnessing) {
        this.witnessing = witnessing;
        this.bus = bus;
        this.bodies = bodies;
        this.slots = slots;
    }

    void register(Routes routes) {
        routes.addOpen(HttpMethod.POST, "/witness/add-checkpoint", this::add);
    }

    private void add(RoutingContext context) {
        if (!witnessing) {
            throw Problem.of(Kind.NOT_FOUND, "No log is witnessed here.").exception();
        }
        Slots.Slot slot = slots.takeUnnamed(context);
        slot.during(bodies.read(
                        context,
                        OWNER,
                        AddCheckpoint.MAX_BYTES,
                        body -> bus.request(LogMessages.ADD_CHECKPOINT, body.plain())))
                .compose(reply -> reply.known().isPresent()
                        ? context.response()
                                .setStatusCode(409)
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/x.tlog.size")
                                .end(reply.known().getAsLong() + "\n")
                        : context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                                .end(reply.lines()))
                .onFailure(context::fail);
    }
}
