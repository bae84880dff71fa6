package dev.evident.api;

import dev.evident.config.Token;
import dev.evident.event.NewEvent;
import dev.evident.event.ParsedBatch;
import dev.evident.event.ParsedBatch.Refused;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.RejectedEvent;
import dev.evident.event.RejectedEvent.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what is refused the events that keep it, when the service is set to keep it; makes nothing of it otherwise.
 * Thread-safe.
 */
final class Quarantine {
    /** A text is cut at the end of a character, at most this number of bytes before the limit. */
    private static final int CHARACTER_BYTES = 3;

    /** What is refused grows by a third at most, see {@link RejectedEvent}, and some words are added to it. */
    private static final int ADDED_BYTES = 500;

    private final boolean on;
    private final int maxBytes;
    private final long limit;
    private final Budget budget;

    /**
     * For all requests.
     *
     * @param maxEventBytes of what is refused are kept in one event
     * @param limit bytes of the budget
     * @param budget of bytes in memory that are to be kept, on their way to the record
     */
    Quarantine(boolean on, int maxEventBytes, long limit, Budget budget) {
        this.on = on;
        this.limit = limit;
        this.budget = budget;
        this.maxBytes = maxEventBytes + CHARACTER_BYTES;
    }

    /**
     * A batch of which the good events are stored whatever the others are.
     *
     * @param place {@code line} or {@code index}
     * @param good the events to store
     * @param places where each of them stands
     * @param refused the others
     * @param kept the events that keep the others; none when they are not kept
     * @param keeping whether they are kept
     * @param whole why the whole body is refused; null when it was a batch
     */
    record Batch(
            String place,
            List<NewEvent> good,
            List<Integer> places,
            List<Refused> refused,
            List<NewEvent> kept,
            boolean keeping,
            @Nullable Problem whole) {

        /** All that is to be stored, the good events first. */
        List<NewEvent> all() {
            List<NewEvent> all = new ArrayList<>(good);
            all.addAll(kept);
            return all;
        }
    }

    boolean isOn() {
        return on;
    }

    /** What a request may take of the budget; to be closed when what it keeps is stored. */
    Budget.Share share() {
        return budget.share();
    }

    /** The event that keeps a body which is one event. */
    NewEvent one(Token token, Problem problem, byte[] body, @Nullable String idempotencyKey, Budget.Share share) {
        hold(share, grown(body.length));
        String key = idempotencyKey == null ? null : RejectedEvent.key(body, OptionalInt.empty());
        return keep(token, new Reason(problem, null, 0), body, 0, body.length, key)
                .get(0);
    }

    /** A batch and what keeps its bad events. Where any event has a key, what is kept has one too. */
    Batch batch(Token token, ParsedBatch batch, byte[] body, Budget.Share share) {
        List<NewEvent> kept = new ArrayList<>();
        if (on) {
            hold(
                    share,
                    batch.refused().stream()
                            .mapToLong(bad -> grown(bad.to() - bad.from()))
                            .sum());
            boolean keyed = batch.events().stream().anyMatch(event -> event.dedupKey() != null);
            String key = keyed && !batch.refused().isEmpty() ? RejectedEvent.key(body, OptionalInt.empty()) : null;
            for (Refused bad : batch.refused()) {
                Reason reason = new Reason(bad.problem(), batch.place(), bad.at());
                kept.addAll(keep(token, reason, body, bad.from(), bad.to(), key == null ? null : key + "/" + bad.at()));
            }
        }
        return new Batch(batch.place(), batch.events(), batch.places(), batch.refused(), kept, on, null);
    }

    /** A body that is no batch, kept as it is. */
    Batch whole(Token token, Problem problem, byte[] body, Budget.Share share) {
        hold(share, grown(body.length));
        List<NewEvent> kept = keep(token, new Reason(problem, null, 0), body, 0, body.length, null);
        return new Batch("index", List.of(), List.of(), List.of(), kept, on, problem);
    }

    /** What keeps the events of a batch whose keys belong to other content, by their places among the good ones. */
    List<NewEvent> conflicts(Token token, Batch batch, List<Integer> conflicts) {
        List<NewEvent> kept = new ArrayList<>();
        if (on) {
            for (int conflict : conflicts) {
                int at = batch.places().get(conflict);
                byte[] body = batch.good().get(conflict).body();
                Reason reason = new Reason(conflict(), batch.place(), at);
                kept.addAll(keep(token, reason, body, 0, body.length, RejectedEvent.key(body, OptionalInt.of(at))));
            }
        }
        return kept;
    }

    private void hold(Budget.Share share, long bytes) {
        if (bytes > limit) {
            throw Problem.of(
                            Kind.TOO_LARGE,
                            "More of the body is refused than can be kept at once: " + bytes + " of " + limit
                                    + " bytes. Send it in smaller parts.")
                    .with("limit_bytes", limit)
                    .exception();
        }
        share.take(bytes);
    }

    private static long grown(long bytes) {
        return bytes * 4 / 3 + ADDED_BYTES;
    }

    static Problem conflict() {
        return Problem.of(Kind.DEDUP_CONFLICT, "The dedup_key is that of an event with other content.")
                .with("field", "dedup_key");
    }

    private List<NewEvent> keep(Token token, Reason reason, byte[] body, int from, int to, @Nullable String key) {
        return RejectedEvent.of(token.name(), token.tenant().orElse(null), reason, body, from, to, maxBytes, key);
    }
}
