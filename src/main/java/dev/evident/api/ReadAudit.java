package dev.evident.api;

import dev.evident.bus.AuditMessages;
import dev.evident.bus.AuditMessages.Happened;
import dev.evident.bus.Bus;
import dev.evident.config.Configuration;
import dev.evident.config.Token;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells who read what: exports always, other reads where that is configured. Thread-safe. */
final class ReadAudit {
    private static final String EXPORT = "evident.export";
    private static final int MOST_TEXT = 2_000;

    private final boolean reads;
    private final Bus bus;

    ReadAudit(Configuration.Audit settings, Bus bus) {
        this.reads = settings.events() && settings.reads();
        this.bus = bus;
    }

    /** This request is an export; to be called before its answer begins. */
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

    /** Tells of this request when it was answered with events, unless it is told of as an export. HEAD is not. */
    void watch(RoutingContext context, Token token) {
        boolean head = HttpMethod.HEAD.equals(context.request().method());
        if (!reads || head || !context.normalizedPath().startsWith("/events")) {
            return;
        }
        context.addEndHandler(ended -> {
            if (context.response().getStatusCode() == 200 && !context.<Boolean>get(EXPORT, false)) {
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("path", shortened(context.normalizedPath()));
                data.put("filter", filter(context));
                tell("events_read", token, data);
            }
        });
    }

    private void tell(String type, Token token, Map<String, Object> data) {
        bus.publish(
                AuditMessages.HAPPENED,
                new Happened(type, token.name(), token.tenant().orElse(null), data));
    }

    /** The conditions as they were sent, percent-encoded; empty when there were none. */
    private static String filter(RoutingContext context) {
        String query = context.request().query();
        return query == null ? "" : shortened(query);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
    }
}
