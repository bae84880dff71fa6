package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.LogMessages;
import dev.evident.bus.LogMessages.EventOf;
import dev.evident.bus.LogMessages.Inclusion;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.StoredEvent;
import dev.evident.http.Budget;
import dev.evident.http.MediaTypes;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.TlogProof;
import dev.evident.merkle.TreeHash;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Proofs of single events: {@code GET /events/{id}/proof}, as JSON with everything that the leaf is made of, or as a C2SP
 * tlog-proof. Who may check but not read gets the content's hash in the place of body and salt.
 */
final class ProofRoutes {
    static final String TLOG_PROOF = "text/plain";

    private static final long MIN_BYTES = 64L << 10;
    /** The body as read, in base64, and as written. */
    private static final int TIMES_BODY = 4;

    private final Bus bus;
    private final EventQuery events;
    private final Budget budget;
    private final WorkerExecutor workers;

    ProofRoutes(Bus bus, EventQuery events, Budget budget, WorkerExecutor workers) {
        this.bus = bus;
        this.events = events;
        this.budget = budget;
        this.workers = workers;
    }

    void register(Routes routes) {
        routes.add(HttpMethod.GET, "/events/:id/proof", LogRoutes.SCOPES, this::proof);
    }

    private void proof(RoutingContext context, Token token) {
        String type = Negotiation.type(context.request(), List.of(MediaTypes.JSON, TLOG_PROOF));
        Optional<String> origin = LogRoutes.origin(context);
        UUID id = EventReads.uuid(context.pathParam("id"));
        Budget.Share share = budget.share();
        share.take(MIN_BYTES);
        boolean readable = token.scopes().contains(Scope.READ);
        events.find(id, token.tenant().orElse(null))
                .compose(found -> {
                    StoredEvent event = found.orElseThrow(EventReads::noSuchEvent);
                    share.take((long) TIMES_BODY * event.body().length);
                    return origin.map(name -> bus.request(LogMessages.PROOF_OF, new EventOf(event.seq(), name)))
                            .orElseGet(() -> bus.request(LogMessages.PROOF, event.seq()))
                            .compose(inclusion -> written(event, inclusion, readable, type));
                })
                .compose(body -> context.response()
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .putHeader(
                                HttpHeaders.CONTENT_TYPE,
                                type.equals(TLOG_PROOF) ? TLOG_PROOF + "; charset=utf-8" : type)
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .end(body))
                .onComplete(done -> share.close())
                .onFailure(context::fail);
    }

    /** Hashing a large body takes longer than an event loop may be held. */
    private Future<Buffer> written(StoredEvent event, Inclusion inclusion, boolean readable, String type) {
        return workers.executeBlocking(
                () -> {
                    ProofJson json = ProofJson.of(event, readable);
                    requireProven(event.seq(), json.leaf(), inclusion);
                    return type.equals(TLOG_PROOF)
                            ? Buffer.buffer(new TlogProof(
                                            Optional.of(json.extra()),
                                            event.seq(),
                                            inclusion.path(),
                                            inclusion.signed().note())
                                    .text())
                            : json.with(inclusion);
                },
                false);
    }

    /** What is handed out holds. If not, the event is no longer the one that was logged. */
    private static void requireProven(long seq, byte[] leaf, Inclusion inclusion) {
        byte[] hash = new TreeHash().leaf(leaf);
        if (!Proofs.includes(inclusion.signed().head(), seq, hash, inclusion.path())) {
            throw Unproven.event(seq);
        }
    }
}
