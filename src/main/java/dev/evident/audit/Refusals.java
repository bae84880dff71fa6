package dev.evident.audit;

import dev.evident.bus.AuditMessages.TokenRefused;
import dev.evident.event.NewEvent;
import dev.evident.event.ServiceEvent;
import dev.evident.event.Timestamps;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts refused callers between two reports, so that a stranger who tries a million tokens writes a handful of events.
 * Of each report {@value #MAX_CALLERS} callers are told apart; the others are one, called {@value #OTHERS}.
 *
 * <p>For one thread at a time.
 */
final class Refusals {
    private static final int MAX_CALLERS = 20;
    private static final String OTHERS = "others";

    private final InstantSource clock;
    private final Map<TokenRefused, Count> counts = new LinkedHashMap<>();

    private static final class Count {
        private final long first;
        private long last;
        private long count;

        Count(long now) {
            first = now;
        }
    }

    Refusals(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts one. */
    void add(TokenRefused refused) {
        long now = Timestamps.micros(clock.instant());
        TokenRefused caller = counts.size() < MAX_CALLERS || counts.containsKey(refused)
                ? refused
                : new TokenRefused(refused.reason(), OTHERS, ServiceEvent.SERVICE, null);
        Count count = counts.computeIfAbsent(caller, first -> new Count(now));
        count.last = now;
        count.count++;
    }

    /** The events to write of what was counted; counting begins anew. */
    List<NewEvent> take() {
        List<NewEvent> events = new ArrayList<>(counts.size());
        counts.forEach((caller, count) -> {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("outcome", "failure");
            data.put("reason", caller.reason());
            data.put("ip", caller.ip());
            data.put("count", count.count);
            data.put("first", Timestamps.format(count.first));
            data.put("last", Timestamps.format(count.last));
            events.add(ServiceEvent.of("token_refused", caller.actor(), caller.tenant(), data));
        });
        counts.clear();
        return events;
    }
}
