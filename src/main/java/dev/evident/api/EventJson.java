package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.event.Wtf8;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** How events are written into responses: what the service added, then the stored bytes as they are. */
final class EventJson {
    private EventJson() {}

    /** The members that the service adds, then the producer's own, or {@code redacted} where they were deleted. */
    static void append(Buffer out, StoredEvent event) {
        byte[] body = shown(event);
        out.appendBytes(added(event).getBytes(StandardCharsets.US_ASCII)).appendBytes(body, 1, body.length - 1);
    }

    /** The body, or what stands in its place: why it is gone. */
    static byte[] shown(StoredEvent event) {
        if (event.hasContent()) {
            return event.body();
        }
        Redaction redaction = event.redaction();
        if (redaction == null || event.damaged()) {
            throw Problem.damaged(event.seq()).exception(); // never shown as if it had been redacted
        }
        JsonObject members = new JsonObject();
        if (event.header().tenant() != null) {
            members.put("tenant", event.header().tenant());
        }
        members.put("redacted", redacted(redaction));
        return Wtf8.json(members.encode());
    }

    /** Who says that the content was deleted, and why. */
    static JsonObject redacted(Redaction redaction) {
        return new JsonObject()
                .put("by", redaction.by())
                .put("reason", redaction.reason())
                .put("actor", redaction.actor())
                .put("at", Timestamps.format(redaction.micros()));
    }

    private static String added(StoredEvent event) {
        return "{\"id\":\"" + event.id() + "\",\"seq\":" + event.seq() + ",\"timestamp\":\""
                + Timestamps.format(event.micros()) + "\",";
    }
}
