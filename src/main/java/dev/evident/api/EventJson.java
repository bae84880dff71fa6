package dev.evident.api;

import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.ingest.Receipt;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** How events are written into answers: what the service added, then the stored bytes as they are. */
final class EventJson {
    private EventJson() {}

    /** The members that the service adds, then the producer's own. */
    static void append(Buffer out, StoredEvent event) {
        byte[] body = event.body().bytes();
        out.appendBytes(added(event).getBytes(StandardCharsets.US_ASCII)).appendBytes(body, 1, body.length - 1);
    }

    /** The acknowledgement of one event. */
    static Buffer receipt(Receipt receipt) {
        return Buffer.buffer("{\"id\":\"" + receipt.id() + "\",\"seq\":" + receipt.seq() + ",\"timestamp\":\""
                + Timestamps.format(receipt.micros()) + "\"}");
    }

    private static String added(StoredEvent event) {
        return "{\"id\":\"" + event.id() + "\",\"seq\":" + event.seq() + ",\"timestamp\":\""
                + Timestamps.format(event.micros()) + "\",";
    }
}
