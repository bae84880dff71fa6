package dev.evident.api;

import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.Connections;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many responses of a kind may be under way at once, over all event loops: a limit for all, and a lower one for one token, for
 * all tokens of a tenant, or for one address that sends no token, so that nobody can hold them all. Thread-safe.
 *
 * <p>A slot is free when the response and the work for it have ended, whichever is later: who asks and leaves, again and
 * again, would have more work done at once than there are slots for.
 */
final class Slots {
    private static final int RETRY_AFTER_SECONDS = 5;

    private final String plural;
    private final String key;
    private final int limit;
    private final int share;
    private final Map<String, Integer> held = new HashMap<>();
    private int used;

    /**
     * Free slots.
     *
     * @param plural what they are for, as a refusal calls it
     * @param key what sets the limit
     * @param share how many of them one token, tenant or address can hold
     */
    Slots(String plural, String key, int limit, int share) {
        this.plural = plural;
        this.key = key;
        this.limit = limit;
        this.share = share;
    }

    /** Three quarters of them, and not all when there are two or more, for one token or tenant. */
    static Slots shared(String plural, String key, int limit) {
        return new Slots(plural, key, limit, Math.max(1, limit * 3 / 4));
    }

    /** A slot that is taken. Thread-safe. */
    final class Slot {
        private final List<String> holders;

        /** The response and pieces of work that have not ended; the slot is free at 0, for good. */
        private final AtomicInteger users = new AtomicInteger(1);

        private Slot(List<String> holders) {
            this.holders = holders;
        }

        /** Keeps the slot until this work has ended too. Does nothing when it is free already. */
        <T> Future<T> during(Future<T> work) {
            boolean taken = users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
            return taken ? work.onComplete(done -> leave()) : work;
        }

        private void leave() {
            if (users.decrementAndGet() == 0) {
                free(holders);
            }
        }
    }

    /** Takes a slot until the response has ended, whatever ends it; throws the problem {@code overloaded} when there is none. */
    Slot take(RoutingContext context, Token token) {
        List<String> holders = new ArrayList<>(List.of("token " + token.name()));
        token.tenant().ifPresent(tenant -> holders.add("tenant " + tenant));
        return take(context, holders, "this token or its tenant");
    }

    /**
     * The same for somebody who sends no token. Over loopback a proxy may speak for everybody, and only the limit in all
     * holds.
     */
    Slot takeUnnamed(RoutingContext context) {
        SocketAddress remote = context.request().remoteAddress();
        String network = remote == null ? null : Connections.network(remote.hostAddress());
        return take(context, network == null ? List.of() : List.of("address " + network), "this address");
    }

    private Slot take(RoutingContext context, List<String> holders, String who) {
        String refusal = tryTake(holders, who);
        if (refusal != null) {
            throw Problem.of(Kind.OVERLOADED, refusal + " Try again later.")
                    .with("limit", limit)
                    .with("retry_after", RETRY_AFTER_SECONDS)
                    .exception();
        }
        Slot slot = new Slot(holders);
        AtomicBoolean responding = new AtomicBoolean(true);
        context.addEndHandler(ended -> {
            if (responding.getAndSet(false)) {
                slot.leave();
            }
        });
        return slot;
    }

    private synchronized @Nullable String tryTake(List<String> holders, String who) {
        if (used >= limit) {
            return "As many " + plural + " as are allowed are under way: " + limit + " (" + key + ").";
        }
        if (holders.stream().anyMatch(holder -> held.getOrDefault(holder, 0) >= share)) {
            return "As many " + plural + " as " + who + " may have at once are under way: " + share + " of " + limit
                    + " (" + key + ").";
        }
        used++;
        holders.forEach(holder -> held.merge(holder, 1, Integer::sum));
        return null;
    }

    private synchronized void free(List<String> holders) {
        used--;
        holders.forEach(holder -> held.computeIfPresent(holder, (of, count) -> count == 1 ? null : count - 1));
    }

    /** Slots taken. */
    synchronized int used() {
        return used;
    }
}
