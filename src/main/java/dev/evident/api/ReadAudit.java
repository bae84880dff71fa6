package dev.evident.api;

import dev.evident.bus.AuditMessages;
import dev.evident.bus.AuditMessages.Happened;
import dev.evident.bus.AuditMessages.Hidden;
import dev.evident.bus.Bus;
import dev.evident.config.Configuration;
import dev.evident.config.Token;
import dev.evident.query.WrittenCondition;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells who read what: exports always, other reads where that is configured. What was asked for is told by the names of the
 * parameters; their values may be just what has to be deleted from the log one day, and are told as keyed hashes.
 * Thread-safe.
 */
final class ReadAudit {
    private static final String EXPORT = "evident.export";
    private static final int MAX_PATH = 2_000;

    /** The paths whose parameters are conditions, so that those of a request that succeeded have been checked. */
    private static final Set<String> FILTERED = Set.of("/events", "/events/stats");

    /** Those which are nothing but a time, a number or a direction. */
    private static final Set<String> IN_CLEAR = Set.of("from", "to", "limit", "order");

    private final boolean reads;
    private final Bus bus;

    ReadAudit(Configuration.Audit settings, Bus bus) {
        this.reads = settings.events() && settings.reads();
        this.bus = bus;
    }

    /** This request is an export; to be called before its response begins. */
    void exporting(RoutingContext context) {
        context.put(EXPORT, true);
    }

    /**
     * An export ended.
     *
     * @param count events that were sent or about to be
     * @param complete whether all of them were sent
     */
    void exported(RoutingContext context, Token token, String format, long count, boolean complete) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("format", format);
        data.put("filter", filter(context));
        data.put("count", count);
        data.put("complete", complete);
        tell("events_exported", token, data);
    }

    /** Tells of this request when events were sent, unless it is told of as an export. HEAD is not. */
    void watch(RoutingContext context, Token token) {
        boolean head = HttpMethod.HEAD.equals(context.request().method());
        if (!reads || head || !context.normalizedPath().startsWith("/events")) {
            return;
        }
        context.addEndHandler(ended -> {
            if (context.response().getStatusCode() == 200 && !context.<Boolean>get(EXPORT, false)) {
                Map<String, Object> data = new LinkedHashMap<>();
                String path = context.normalizedPath();
                data.put("path", path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH));
                if (FILTERED.contains(path)) {
                    data.put("filter", filter(context));
                }
                tell("events_read", token, data);
            }
        });
    }

    private void tell(String type, Token token, Map<String, Object> data) {
        bus.publish(
                AuditMessages.HAPPENED,
                new Happened(type, token.name(), token.tenant().orElse(null), data));
    }

    /** The conditions in their order; none when there were none. */
    private static List<Map<String, Object>> filter(RoutingContext context) {
        List<Map<String, Object>> filter = new ArrayList<>();
        for (WrittenCondition condition : WrittenCondition.of(context.request().query())) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("parameter", condition.name());
            told.put("operator", condition.operator());
            if (IN_CLEAR.contains(condition.name())) {
                told.put("value", condition.value());
            } else {
                told.put("value_hash", new Hidden(condition.value()));
            }
            filter.add(told);
        }
        return filter;
    }
}
