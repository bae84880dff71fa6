package dev.evident.api;

import dev.evident.config.Token;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The requests under way of one event loop. Those whose token is gone, has other rights or has expired are cut off within
 * seconds: live tails and exports can last for days. Confined to that event loop.
 */
final class OpenRequests {
    private static final long PERIOD_MS = 1_000;

    private final Map<RoutingContext, Token> open = new HashMap<>();

    private OpenRequests() {}

    /**
     * Looks after them until the verticle ends.
     *
     * @param valid whether a token still has the rights that it came with
     */
    static OpenRequests watch(Vertx vertx, Predicate<Token> valid) {
        OpenRequests requests = new OpenRequests();
        vertx.setPeriodic(PERIOD_MS, tick -> requests.cutOff(valid));
        return requests;
    }

    /** One has begun. */
    void add(RoutingContext context, Token token) {
        open.put(context, token);
        context.addEndHandler(ended -> open.remove(context));
    }

    private void cutOff(Predicate<Token> valid) {
        if (!open.isEmpty()) {
            Map.copyOf(open).forEach((context, token) -> {
                if (!valid.test(token)) {
                    Disconnect.now(context.request().connection());
                }
            });
        }
    }
}
