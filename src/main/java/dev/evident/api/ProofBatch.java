package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.LogMessages;
import dev.evident.bus.LogMessages.Signed;
import dev.evident.bus.StoreMessages;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.Parts;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.StoredEvent;
import dev.evident.http.Budget;
import dev.evident.http.MediaTypes;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Hashes;
import dev.evident.merkle.FetchedHashes;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.Subtree;
import dev.evident.merkle.TreeHash;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of several events in one checkpoint: {@code GET /events/proofs/{seqs}}, for who checks a list of them. Positions
 * that the newest checkpoint does not cover are named as {@code unsealed}, and those that did not fit into the response as
 * {@code unread}. An event that is not there, that the caller may not see or that does not hold any more is left out.
 */
final class ProofBatch {
    /** Positions in one request. */
    static final int MAX_EVENTS = 100;

    private static final long MIN_BYTES = 256L << 10;

    /** Of bodies, with which a response is full. */
    private static final long MAX_BODY_BYTES = 1L << 20;

    /** The body as read, in base64, and as written. */
    private static final int TIMES_BODY = 4;

    private static final int MAX_DIGITS = 18;

    private final Bus bus;
    private final Budget budget;
    private final WorkerExecutor workers;

    ProofBatch(Bus bus, Budget budget, WorkerExecutor workers) {
        this.bus = bus;
        this.budget = budget;
        this.workers = workers;
    }

    void register(Routes routes) {
        routes.add(HttpMethod.GET, "/events/proofs/:seqs", LogRoutes.SCOPES, this::proofs);
    }

    private void proofs(RoutingContext context, Token token) {
        List<Long> seqs = positions(context.pathParam("seqs"));
        Negotiation.type(context.request(), List.of(MediaTypes.JSON));
        Budget.Share share = budget.share();
        share.take(MIN_BYTES);
        bus.request(LogMessages.CHECKPOINT, 0L)
                .compose(signed -> read(seqs, signed, token, share))
                .compose(json -> context.response()
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .end(json))
                .onComplete(done -> share.close())
                .onFailure(context::fail);
    }

    private Future<Buffer> read(List<Long> seqs, Signed signed, Token token, Budget.Share share) {
        long size = signed.head().size();
        List<Long> sealed = seqs.stream().filter(seq -> seq < size).toList();
        return read(sealed, token.tenant().orElse(null), List.of()).compose(read -> {
            List<StoredEvent> visible = read.visible;
            share.take(TIMES_BODY * bytes(visible));
            JsonObject json = new JsonObject()
                    .put("tree_size", size)
                    .put("checkpoint", signed.note())
                    .put(
                            "unsealed",
                            new JsonArray(
                                    seqs.stream().filter(seq -> seq >= size).toList()))
                    .put("unread", new JsonArray(read.rest));
            boolean readable = token.scopes().contains(Scope.READ);
            return hashes(visible, size)
                    .compose(hashes -> workers.executeBlocking(
                            () -> json.put("proofs", proven(visible, hashes, signed, readable))
                                    .toBuffer(),
                            false));
        });
    }

    /**
     * What was read of some positions.
     *
     * @param visible events that the caller may see
     * @param rest positions that were not read
     */
    private record Read(List<StoredEvent> visible, List<Long> rest) {}

    /** Reads on until the caller's own events fill the response: how large those of others are must not show. */
    private Future<Read> read(List<Long> seqs, @Nullable String tenant, List<StoredEvent> before) {
        if (seqs.isEmpty() || bytes(before) >= MAX_BODY_BYTES) {
            return Future.succeededFuture(new Read(before, seqs));
        }
        return bus.request(StoreMessages.GET_AS_STORED, new Get(seqs))
                .map(Events::list)
                .compose(events -> {
                    List<StoredEvent> visible = new ArrayList<>(before);
                    visible.addAll(visible(events, tenant));
                    List<Long> rest = seqs.subList(Math.min(events.size(), seqs.size()), seqs.size());
                    return events.isEmpty()
                            ? Future.succeededFuture(new Read(visible, rest))
                            : read(rest, tenant, visible);
                });
    }

    private static long bytes(List<StoredEvent> events) {
        return events.stream().mapToLong(event -> event.body().length).sum();
    }

    private static JsonArray proven(List<StoredEvent> events, FetchedHashes hashes, Signed signed, boolean readable) {
        TreeHash tree = new TreeHash();
        JsonArray proofs = new JsonArray();
        for (StoredEvent event : events) {
            ProofJson json = ProofJson.of(event, readable);
            List<byte[]> path =
                    Proofs.hashes(Proofs.inclusion(event.seq(), signed.head().size()), hashes);
            if (Proofs.includes(signed.head(), event.seq(), tree.leaf(json.leaf()), path)) {
                proofs.add(json.on(path));
            }
        }
        return proofs;
    }

    private Future<FetchedHashes> hashes(List<StoredEvent> events, long size) {
        List<Subtree> subtrees = new ArrayList<>();
        events.forEach(event -> subtrees.addAll(Proofs.subtrees(Proofs.inclusion(event.seq(), size))));
        return bus.request(StoreMessages.HASHES, Hashes.of(subtrees));
    }

    private static List<StoredEvent> visible(List<StoredEvent> events, @Nullable String tenant) {
        return events.stream()
                .filter(event -> tenant == null || tenant.equals(event.header().tenant()))
                .toList();
    }

    private static List<Long> positions(String text) {
        List<String> parts = Parts.of(text, ',');
        if (parts.size() > MAX_EVENTS || !parts.stream().allMatch(ProofBatch::isPosition)) {
            throw Problem.of(
                            Kind.INVALID_PARAMETER,
                            "seqs must be up to " + MAX_EVENTS + " positions of the log with commas between them.")
                    .with("field", "seqs")
                    .exception();
        }
        return parts.stream().map(Long::valueOf).distinct().toList();
    }

    private static boolean isPosition(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }
}
