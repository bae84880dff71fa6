package dev.evident.ingest;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.Append;
import dev.evident.bus.StoreMessages.Appended;
import dev.evident.event.EventBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends events to the store. Single events that arrive in the same turn of the event loop travel in one message, since
 * a message costs more than an event. What comes back is an acknowledgement (committed and fsynced) or a problem.
 *
 * <p>Confined to the context it was made for.
 */
public final class Ingest {
    private final Bus bus;
    private final Context context;
    private List<EventBody> bodies = new ArrayList<>();
    private List<Promise<Receipt>> receipts = new ArrayList<>();

    /** An intake for one verticle instance. */
    public Ingest(Bus bus, Context context) {
        this.bus = bus;
        this.context = context;
    }

    /** Stores one event. */
    public Future<Receipt> one(EventBody body) {
        if (bodies.isEmpty()) {
            context.runOnContext(turnEnds -> flush());
        }
        Promise<Receipt> receipt = Promise.promise();
        bodies.add(body);
        receipts.add(receipt);
        return receipt.future();
    }

    /** Stores all events or none. */
    public Future<Appended> all(List<EventBody> events) {
        return bus.request(StoreMessages.APPEND, new Append(events));
    }

    private void flush() {
        List<Promise<Receipt>> waiting = receipts;
        List<EventBody> events = bodies;
        bodies = new ArrayList<>();
        receipts = new ArrayList<>();
        all(events)
                .onSuccess(appended -> {
                    for (int i = 0; i < waiting.size(); i++) {
                        waiting.get(i)
                                .complete(
                                        new Receipt(appended.ids().get(i), appended.firstSeq() + i, appended.micros()));
                    }
                })
                .onFailure(failure -> waiting.forEach(receipt -> receipt.fail(failure)));
    }
}
