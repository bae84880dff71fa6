package dev.evident.intake.formats;

import dev.evident.event.Timestamps;
import dev.evident.http.MediaTypes;
import dev.evident.intake.IntakeResponse;
import dev.evident.log.message.Placed;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** Responses of our own forms. */
public final class Receipts {
    private Receipts() {}

    /** The acknowledgement of one event: it is committed and fsynced. */
    public static Buffer json(Placed placed) {
        return Buffer.buffer("{\"id\":\"" + placed.id() + "\",\"seq\":" + placed.seq() + ",\"timestamp\":\""
                + Timestamps.format(placed.micros()) + "\"}");
    }

    /** What was stored by this request is new; what had been before it has the receipt of then. */
    static IntakeResponse stored(boolean replayed, MultiMap headers, Buffer body) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap();
        if (replayed) {
            all.add(IdempotencyKey.REPLAYED, "true");
        }
        return json(replayed ? 200 : 201, all.addAll(headers), body);
    }

    static IntakeResponse json(int status, MultiMap headers, Buffer body) {
        MultiMap all = MultiMap.caseInsensitiveMultiMap().add(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON);
        return new IntakeResponse(status, all.addAll(headers), body);
    }
}
